/* From numbers and names to JSON, by Jansson. NULL stands for a failed allocation and spreads upwards: a
   value that is NULL makes the object or array that should hold it NULL. */
#ifndef BN_REPORT_JSON_H
#define BN_REPORT_JSON_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include <banach/report.h>

/* Put a value, which is given away. */
void bn_json_set(json_t **object, const char *key, json_t *value);
void bn_json_add(json_t **array, json_t *value);

json_t *bn_json_number(double x); /* null when x is not finite */
json_t *bn_json_count(size_t n);
json_t *bn_json_seed(uint64_t seed); /* a text of digits from 2^63 on, where JSON libraries lose integers */
json_t *bn_json_text(const char *text);             /* null for NULL; bytes not UTF-8 are taken for Latin-1 */
json_t *bn_json_exact_text(const char *text);       /* null for NULL, and for bytes not UTF-8 */
json_t *bn_json_numbers(size_t n, const double *x); /* null for NULL */
json_t *bn_json_texts(size_t n, const char *const *text); /* null for NULL */

/* Writes the document, 17 significant digits, and releases it. */
bn_status bn_json_write(FILE *to, json_t *document, bn_error *err);
bn_status bn_json_save(const char *path, json_t *document, bn_error *err);

/* The parts that documents share, with the keys that the command promises. */
json_t *bn_json_data(const bn_dataset *data);
json_t *bn_json_objective(const bn_objective *f);
json_t *bn_json_enclosure(const bn_enclosure *number);
json_t *bn_json_contract(const bn_contract *c);
json_t *bn_json_gap(const bn_result *r); /* the bound at its end, tol and scale */
json_t *bn_json_draws(const bn_method *method, const bn_solve_options *used); /* null if it does not draw */
json_t *bn_json_methods(const bn_objective *f, const bn_facts *facts, double tol); /* f may be NULL */

#endif
