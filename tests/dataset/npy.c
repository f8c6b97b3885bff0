/* NPY files, made here byte by byte. */
#include "fixture.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

TestSuite(npy, .fini = bn_no_leaks);

static unsigned char file[4096];

/* magic, version, header length, header; returns where the numbers go. */
static size_t start(int version, const char *header)
{
    size_t length = strlen(header), field = version == 1 ? 2 : 4;
    memcpy(file, "\x93NUMPY", 6);
    file[6] = (unsigned char)version;
    file[7] = 0;
    for (size_t i = 0; i < field; i++)
        file[8 + i] = (unsigned char)(length >> 8 * i);
    memcpy(file + 8 + field, header, length);
    return 8 + field + length;
}

static size_t append(size_t at, double x, size_t width, bool big_endian)
{
    uint64_t bits = 0;
    float single = (float)x;
    uint32_t half;
    memcpy(&half, &single, sizeof half);
    memcpy(&bits, &x, sizeof bits);
    bits = width == 4 ? half : bits;
    for (size_t i = 0; i < width; i++)
        file[at + (big_endian ? width - 1 - i : i)] = (unsigned char)(bits >> 8 * i);
    return at + width;
}

/* The 2 x 3 array 1 2 3 / 4 5 6, little endian doubles in C order. */
static size_t plain(const char *header)
{
    size_t at = start(1, header);
    for (int i = 1; i <= 6; i++)
        at = append(at, i, 8, false);
    return at;
}

#define PLAIN "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }   \n"

Test(npy, every_type_order_and_version_gives_the_same_table)
{
    static const struct {
        const char *descr;
        size_t width;
        bool big_endian;
    } kinds[] = { { "<f8", 8, false }, { ">f8", 8, true }, { "<f4", 4, false }, { ">f4", 4, true } };
    static const double values[2][3] = { { 0.1f, -2.5, 7 }, { 1e-40f, 5, -8 } };
    for (int version = 1; version <= 3; version++) {
        for (size_t k = 0; k < 8; k++) {
            bool fortran = k >= 4;
            char header[200];
            snprintf(header, sizeof header, "{'descr': '%s', 'fortran_order': %s, 'shape': (2, 3), }  \n",
                     kinds[k % 4].descr, fortran ? "True" : "False");
            size_t at = start(version, header);
            for (size_t i = 0; i < 6; i++)
                at = append(at, fortran ? values[i % 2][i / 2] : values[i / 3][i % 3], kinds[k % 4].width,
                            kinds[k % 4].big_endian);
            bn_dataset *data = read_bytes(file, at, NULL);
            cr_assert(data, "%s: %s", header, failure()->message);
            has_features(data, 2, 2, (double[]){ 0.1f, -2.5, 1e-40f, 5 });
            cr_expect(bn_dataset_describe(data)->targets[1] == -8);
            cr_expect(!strcmp(bn_dataset_describe(data)->format, "npy"));
            bn_dataset_free(data);
        }
    }
}

Test(npy, columns_are_chosen_by_number)
{
    bn_dataset_options options = { .target = "1", .weights = "3" };
    bn_dataset *data = read_bytes(file, plain(PLAIN), &options);
    cr_assert(data);
    has_features(data, 2, 1, (double[]){ 2, 5 });
    cr_expect(bn_dataset_describe(data)->targets[1] == 4 && bn_dataset_describe(data)->weights[1] == 6);
    bn_dataset_free(data);
    cr_expect(!read_bytes(file, plain(PLAIN), &(bn_dataset_options){ .target = "y" }));
    cr_expect(strstr(failure()->message, "expected a number from 1 to 3"));
}

Test(npy, the_header_is_read_strictly)
{
    static const struct {
        const char *header, *fragment; /* NULL: accepted */
    } cases[] = {
        { PLAIN, NULL },
        { "{\"shape\":(2,3),\"descr\":\"<f8\",\"fortran_order\":False}", NULL },
        { "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3), }",
          "numbers of type \"<i8\", expected f8 or f4" },
        { "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }", "numbers of type \"|O\"" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (6,), }", "1 dimension, expected 2" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "0 dimensions, expected 2" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 3), }", "3 dimensions, expected 2" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }", "0 rows and 3 columns, no data" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 4), }",
          "48 bytes of numbers, expected 2 rows of 4" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }",
          "48 bytes of numbers, expected 2 rows of 2" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
          "48 bytes of numbers" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 3), }",
          "NPY header is not as" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (2, -3), }",
          "of the NPY header is not as in {" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (2 3), }", "of the NPY header is not as in {" },
        { "{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3), }", "of the NPY header is not as in {" },
        { "{'descr': '<f8', 'descr': '<f8', 'shape': (2, 3)}", "of the NPY header is not as in {" },
        { "{'descr': '<f8', 'fortran_order': False, }", "of the NPY header is not as in {" },
        { "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}",
          "of the NPY header is not as in {" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), 'x': 1}",
          "of the NPY header is not as in {" },
        { "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), } x",
          "of the NPY header is not as in {" },
        { "{'descr': '<f8", "of the NPY header is not as in {" },
        { "", "of the NPY header is not as in {" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bn_dataset *data = read_bytes(file, plain(cases[i].header), NULL);
        cr_expect((data != NULL) == !cases[i].fragment, "%s: %s", cases[i].header, failure()->message);
        cr_expect(data || strstr(failure()->message, cases[i].fragment), "%s", failure()->message);
        bn_dataset_free(data);
    }
}

Test(npy, a_file_that_is_cut_anywhere_is_refused)
{
    size_t size = plain(PLAIN);
    for (size_t cut = 6; cut < size; cut++)
        cr_expect(!read_bytes(file, cut, NULL) && strstr(failure()->message, "t: "), "cut at %zu", cut);
    cr_expect(!read_bytes(file, size + 1, NULL), "one byte too many");
    cr_expect(!read_bytes(file, size + 8, NULL), "one number too many");
    file[6] = 4;
    cr_expect(!read_bytes(file, size, NULL) &&
              strstr(failure()->message, "NPY version 4.0, expected 1 to 3"));
    cr_expect(!read_bytes("1,2\n", 4, &(bn_dataset_options){ .format = "npy" }));
    cr_expect(strstr(failure()->message, "does not begin as an NPY file does"));
}

static bool refuses(size_t place, double x, const bn_dataset_options *options, const char *fragment)
{
    size_t size = plain(PLAIN);
    append(size - 8 * (6 - place), x, 8, false);
    bn_dataset *data = read_bytes(file, size, options);
    bool refused = !data && strstr(failure()->message, fragment);
    bn_dataset_free(data);
    return refused;
}

Test(npy, nan_is_missing_and_infinity_an_error)
{
    bn_dataset_options drop = { .missing = BN_MISSING_DROP }, mean = { .missing = BN_MISSING_MEAN };
    cr_expect(refuses(4, NAN, NULL, "t: row 2, column 2: missing value (NaN), expected a number"));
    cr_expect(refuses(5, NAN, &mean, "t: row 2, column 3: missing value (NaN)"));
    cr_expect(refuses(4, INFINITY, &drop, "t: row 2, column 2: non-finite value (infinity)"));
    cr_expect(refuses(1, -1, &(bn_dataset_options){ .weights = "2" }, "t: row 1, column 2: negative weight"));
    size_t size = plain(PLAIN);
    append(size - 16, NAN, 8, false);
    bn_dataset *dropped = read_bytes(file, size, &drop), *filled = read_bytes(file, size, &mean);
    has_features(dropped, 1, 2, (double[]){ 1, 2 });
    has_features(filled, 2, 2, (double[]){ 1, 2, 4, 2 });
    bn_dataset_free(dropped);
    bn_dataset_free(filled);
}
