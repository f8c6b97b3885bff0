/* From numbers and names to JSON, by Jansson. */
#ifndef BN_REPORT_JSON_H
#define BN_REPORT_JSON_H

#include <jansson.h>
#include <stdio.h>

#include <banach/report.h>

/* null when x is not finite. */
json_t *bn_json_number(double x);

/* n numbers; null when x is NULL. */
json_t *bn_json_numbers(size_t n, const double *x);

/* null when text is NULL. Bytes that are not UTF-8 are taken for Latin-1. */
json_t *bn_json_text(const char *text);

/* n texts; null when text is NULL. */
json_t *bn_json_texts(size_t n, const char *const *text);

/* Writes the document, 17 significant digits, and releases it; NULL stands for a failed allocation. */
bn_status bn_json_write(FILE *to, json_t *document, bn_error *err);

/* The parts that documents share, with the keys that the command promises. */
json_t *bn_json_data(const bn_dataset *data);
json_t *bn_json_objective(const bn_objective *f);
json_t *bn_json_methods(const bn_facts *facts, double tol);

#endif
