/* One digit changed so that a claim is no longer true: refused. Where the truth cannot be told for sure, the
   case does not count. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/folder.h"
#include "support/support.h"
#include "verify/forge.h"

TestSuite(tampered, .init = folder_make, .fini = folder_remove);

enum { MOST = 40 }; /* kinds of forgery */

/* Returns true if it was a forgery for sure. */
static bool forge(test_case *c, const forgery *how)
{
    json_error_t where;
    bn_verification v;
    bn_error err;
    json_t *root = json_load_file(folder_path("certificate.json"), 0, &where);
    cr_assert(root);
    const bool sure = how->change(c, root);
    cr_assert(json_dump_file(root, folder_path("forged.json"), JSON_REAL_PRECISION(17)) == 0);
    json_decref(root);
    if (!sure)
        return false;
    const bn_verify_options o = { .data = how->of_data ? folder_path("other.csv") : NULL };
    const bn_status status = bn_verify(&v, folder_path("forged.json"), &o, &err);
    cr_expect(status || !v.holds, "%s: a changed %s passes", c->text, how->name);
    return true;
}

Test(tampered, certificates_are_refused)
{
    const size_t wanted = (size_t)(150 * fmax(1, bn_test_multiplier())); /* every kind */
    size_t forged = 0, by_kind[MOST] = { 0 };
    for (uint64_t k = 0; forged < wanted; k++) {
        test_case c;
        case_make(&c, 100000 + k, false);
        for (size_t kind = 0; forgeries[kind].name; kind++) {
            const bool sure = forge(&c, &forgeries[kind]);
            forged += sure;
            by_kind[kind] += sure;
        }
        case_free(&c);
    }
    printf("# %zu forgeries:", forged);
    for (size_t kind = 0; forgeries[kind].name; kind++) {
        printf(" %s %zu", forgeries[kind].name, by_kind[kind]);
        cr_expect(by_kind[kind] > 0, "no %s was forged", forgeries[kind].name);
    }
    printf("\n");
}

/* ---- Files that are no certificates --------------------------------------------------------- */

/* Any byte changed, any prefix: a sentence or a refusal or the same claims, never a crash. */
Test(tampered, bytes_at_random_do_no_harm)
{
    const size_t count = (size_t)(300 * bn_test_multiplier());
    for (uint64_t k = 0; k < 10; k++) {
        test_case c;
        size_t size;
        case_make(&c, 200000 + k, true);
        char *text = folder_get("certificate.json", &size);
        for (size_t i = 0; i < count / 10; i++) {
            bn_verification v;
            bn_error err = { .message = "" };
            char *copy = malloc(size + 1);
            cr_assert(copy);
            memcpy(copy, text, size + 1);
            if (draw_below(&c, 2))
                copy[draw_below(&c, size)] = (char)(32 + draw_below(&c, 95));
            else
                copy[draw_below(&c, size)] = '\0';
            folder_put("broken.json", copy);
            free(copy);
            const bn_status status = bn_verify(&v, folder_path("broken.json"), NULL, &err);
            cr_expect(!status || *err.message, "%s: failed without a sentence", c.text);
        }
        free(text);
        case_free(&c);
    }
}

Test(tampered, files_that_are_no_certificates_are_told)
{
    static const char *const texts[][2] = {
        { "", "not JSON" },
        { "[]", "\"format\" is not \"banach certificate 1\"" },
        { "{\"format\": \"banach model 1\"}",
          "\"format\" is \"banach model 1\", expected \"banach certificate 1\"" },
        { "{\"format\": \"banach certificate 1\"}", "\"objective\" is missing" },
        { "{\"format\": 3}", "\"format\" is not \"banach certificate 1\"" },
        { "{\"format\": \"banach certificate 1\", \"objective\": {\"loss\": \"squared\", \"l2\": \"1.5\"}}",
          "\"l2\" is not a double as exact hexadecimal text" },
        { "{\"format\": \"banach certificate 1\", \"objective\": {\"loss\": \"squared\", \"l2\": \"0x3p-2\", "
          "\"intercept\": false}, \"claims\": {}}",
          "claims" },
    };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        bn_verification v;
        bn_error err = { .message = "" };
        folder_put("broken.json", texts[k][0]);
        cr_expect_eq(bn_verify(&v, folder_path("broken.json"), NULL, &err), BN_BAD_FORMAT, "%s", texts[k][0]);
        cr_expect(strstr(err.message, texts[k][1]), "%s: %s", texts[k][0], err.message);
    }
    cr_expect_eq(bn_verify(&(bn_verification){ 0 }, folder_path("nothing.json"), NULL, NULL), BN_CANNOT_READ);
}
