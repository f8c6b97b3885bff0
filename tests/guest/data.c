/* The walk through datasets: copied, made, written and read again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "guest/walk.h"

static void look(guest_walk *w, const char *call, const bn_dataset *data)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    for (size_t i = 0; i < info->rows; i += info->rows - 1)
        guest_numbers(w, call, info->cols, bn_dataset_row(data, i));
    guest_numbers(w, call, info->rows, info->targets);
    bn_error err;
    bn_column *column = malloc(info->cols * sizeof *column);
    guest_done(w, "bn_dataset_columns", bn_dataset_columns(column, data, &err), BN_OK, &err);
    guest_numbers(w, "bn_dataset_columns", 2, (double[]){ column->mean, column->sd });
    free(column);
    for (size_t i = 0; i < info->notes; i++)
        guest_text(w, call, info->note[i]);
}

static void copy(guest_walk *w, const bn_dataset *data)
{
    bn_error err;
    bn_dataset *standardized = NULL;
    const bn_dataset_info *info = bn_dataset_describe(data);
    double *X = malloc(info->rows * info->cols * sizeof *X);
    for (size_t i = 0; X && i < info->rows; i++)
        memcpy(X + i * info->cols, bn_dataset_row(data, i), info->cols * sizeof *X);
    bn_status status = bn_dataset_copy(&standardized, info->rows, info->cols, X, info->targets, NULL,
                                       &(bn_dataset_options){ .standardize = true }, &err);
    guest_done(w, "bn_dataset_copy", status, BN_OK, &err);
    look(w, "bn_dataset_copy", standardized);
    bn_dataset_free(standardized);
    status = bn_dataset_copy(&standardized, info->rows, info->cols, X, info->targets, NULL,
                             &(bn_dataset_options){ .storage = BN_STORAGE_FLOAT32 }, &err);
    guest_done(w, "bn_dataset_copy of floats", status, BN_OK, &err);
    guest_numbers(w, "bn_dataset_row_floats", 1, &(double){ bn_dataset_row_floats(standardized, 1)[0] });
    bn_dataset_free(standardized);
    X[3] = NAN;
    status = bn_dataset_copy(&standardized, info->rows, info->cols, X, NULL, NULL, NULL, &err);
    guest_done(w, "bn_dataset_copy of a NaN", status, BN_NOT_FINITE, &err);
    free(X);
}

static void in_floats(guest_walk *w, const bn_dataset *data)
{
    bn_error err;
    bn_dataset *floats = NULL;
    const guest_path path = guest_place(w, "floats");
    guest_done(w, "bn_dataset_write", bn_dataset_write(data, path.text, "csv", NULL, &err), BN_OK, &err);
    const bn_dataset_options options = { .storage = BN_STORAGE_FLOAT32 };
    guest_done(w, "bn_dataset_load", bn_dataset_load(&floats, path.text, &options, &err), BN_OK, &err);
    const float *row = bn_dataset_row_floats(floats, 1);
    guest_numbers(w, "bn_dataset_row_floats", 2, (double[]){ row[0], row[1] });
    guest_file(w, "bn_dataset_write", "floats");
    bn_dataset_free(floats);
}

static void write_and_load(guest_walk *w, const bn_dataset *data)
{
    static const char *const formats[] = { "csv", "libsvm", "npy" };
    for (size_t i = 0; i < 3; i++) {
        bn_error err;
        bn_dataset *back = NULL;
        const guest_path path = guest_place(w, formats[i]);
        bn_status status = bn_dataset_write(data, path.text, formats[i], i < 2 ? "a comment" : NULL, &err);
        guest_done(w, "bn_dataset_write", status, BN_OK, &err);
        status = bn_dataset_load(&back, path.text, &(bn_dataset_options){ .standardize = true }, &err);
        guest_done(w, "bn_dataset_load", status, BN_OK, &err);
        look(w, "bn_dataset_load", back);
        guest_file(w, "bn_dataset_write", formats[i]);
        bn_dataset_free(back);
    }
}

static void make(guest_walk *w)
{
    bn_error err;
    for (const char *const *name = bn_synthetic_spectra(); *name; name++) {
        bn_dataset *made = NULL;
        double planted[5], values[5];
        char command[BN_SYNTHETIC_TEXT];
        const bn_synthetic_options options = {
            .spectrum = *name, .rows = 20, .cols = 5, .noise = 0.1, .seed = 1
        };
        guest_done(w, "bn_synthetic", bn_synthetic(&made, planted, &options, &err), BN_OK, &err);
        look(w, "bn_synthetic", made);
        guest_numbers(w, "bn_synthetic", 5, planted);
        guest_done(w, "bn_synthetic_eigenvalues", bn_synthetic_eigenvalues(values, &options, &err), BN_OK,
                   &err);
        guest_numbers(w, "bn_synthetic_eigenvalues", 5, values);
        guest_text(w, "bn_synthetic_command", bn_synthetic_command(command, &options));
        bn_dataset_free(made);
    }
}

void guest_walk_data(guest_walk *w)
{
    bn_error err;
    bn_dataset *none = NULL;
    copy(w, w->data->numbers);
    write_and_load(w, w->data->numbers);
    write_and_load(w, w->data->classes);
    in_floats(w, w->data->classes);
    make(w);
    const bn_status status = bn_dataset_load(&none, guest_place(w, "nothing").text, NULL, &err);
    guest_done(w, "bn_dataset_load of nothing", status, BN_CANNOT_READ, &err);
    for (const bn_reader *const *reader = bn_readers(); *reader; reader++) {
        guest_text(w, "bn_reader_name", bn_reader_name(*reader));
        guest_text(w, "bn_reader_summary", bn_reader_summary(*reader));
    }
    guest_text(w, "bn_version", bn_version());
}
