/* No honest certificate is refused. */
#include <math.h>
#include <stdio.h>

#include <criterion/criterion.h>

#include "base/folder.h"
#include "support/support.h"
#include "verify/case.h"

TestSuite(honest, .init = folder_make, .fini = folder_remove);

static void complain(const test_case *c, const bn_verification *v)
{
    for (size_t k = 0; k < v->count; k++)
        if (v->checks[k].finding != BN_PROVED)
            cr_expect(false, "%s: %s: claimed %.17g, found %.17g by %s", c->text, v->checks[k].claim,
                      v->checks[k].claimed, v->checks[k].found,
                      v->checks[k].rule ? v->checks[k].rule : "nothing");
}

Test(honest, certificates_are_proved)
{
    const uint64_t count = (uint64_t)(300 * bn_test_multiplier());
    size_t gaps = 0, distances = 0, refused = 0;
    for (uint64_t k = 0; k < count; k++) {
        test_case c;
        bn_verification v;
        bn_error err;
        case_make(&c, k, true);
        cr_assert(!bn_verify(&v, folder_path("certificate.json"), NULL, &err), "%s: %s", c.text, err.message);
        complain(&c, &v);
        refused += !v.holds;
        for (size_t i = 0; i < v.count; i++) {
            gaps += v.checks[i].claim[0] == 'g' && v.checks[i].claim[1] == 'a';
            distances += v.checks[i].claim[0] == 'd' && v.checks[i].claim[1] == 'i';
        }
        case_free(&c);
    }
    printf("# %llu certificates, %zu with a gap, %zu with a distance, %zu refused\n",
           (unsigned long long)count, gaps, distances, refused);
    cr_expect(gaps > count / 2 && distances > count / 3);
}

/* More bits and other threads change nothing but what is beyond them. */
Test(honest, findings_do_not_depend_on_bits_or_threads)
{
    const bn_verify_options options[] = {
        { .threads = 1 }, { .threads = 3 }, { .bits = 192 }, { .bits = 1000 }
    };
    for (uint64_t k = 0; k < 20; k++) {
        test_case c;
        bn_verification first, again;
        case_make(&c, k, true);
        cr_assert(!bn_verify(&first, folder_path("certificate.json"), NULL, NULL));
        for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
            cr_assert(!bn_verify(&again, folder_path("certificate.json"), &options[i], NULL));
            cr_expect(first.holds && again.holds && first.count == again.count, "%s", c.text);
            for (size_t j = 0; j < first.count; j++)
                cr_expect(isnan(first.checks[j].found)
                              ? isnan(again.checks[j].found)
                              : bn_close(first.checks[j].found, again.checks[j].found, 1e-12),
                          "%s: %s", c.text, first.checks[j].claim);
        }
        case_free(&c);
    }
}
