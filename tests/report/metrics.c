/* Metrics against numbers worked out by hand. */
#include "support/support.h"

#include <banach/report.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(metrics, .fini = bn_no_leaks);

static bn_model *model(const char *text)
{
    char path[] = "/tmp/banach-metrics-XXXXXX";
    bn_model *loaded = NULL;
    bn_error err;
    const int fd = mkstemp(path);
    cr_assert(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    cr_assert(!bn_model_load(&loaded, path, &err), "%s", err.message);
    unlink(path);
    return loaded;
}

static bn_model *regression(void)
{
    return model("{\"format\": \"banach model 1\", \"loss\": \"squared\", \"l2\": 0, \"intercept\": 0, "
                 "\"coef\": [1]}");
}

static bn_model *classifier(const char *negative, const char *positive)
{
    char text[300];
    snprintf(text, sizeof text,
             "{\"format\": \"banach model 1\", \"loss\": \"logistic\", \"l2\": 0, \"intercept\": 0, "
             "\"coef\": [1], "
             "\"negative\": \"%s\", \"positive\": \"%s\"}",
             negative, positive);
    return model(text);
}

static bn_dataset *targets(size_t n, const double *y, const double *weights)
{
    double *X = calloc(n, sizeof *X);
    bn_dataset *data = NULL;
    bn_error err;
    cr_assert(X && !bn_dataset_copy(&data, n, 1, X, y, weights, NULL, &err));
    free(X);
    return data;
}

static bn_metrics metrics(bn_model *m, bn_dataset *data, const double *scores)
{
    bn_metrics out;
    bn_error err;
    cr_assert(!bn_metrics_of(&out, m, data, scores, &err), "%s", err.message);
    bn_model_free(m);
    bn_dataset_free(data);
    return out;
}

/* Errors 1, -1, 2, 0 of targets 1, 2, 3, 6 (mean 3): SS = 6, around the mean 14. */
Test(metrics, of_a_regression)
{
    const double y[] = { 1, 2, 3, 6 }, scores[] = { 0, 3, 1, 6 };
    const bn_metrics m = metrics(regression(), targets(4, y, NULL), scores);
    cr_expect(bn_close(m.r_squared, 1 - 6.0 / 14, 1e-15) && bn_close(m.rmse, sqrt(1.5), 1e-15) && m.mae == 1);
    cr_expect(isnan(m.accuracy) && isnan(m.auc) && isnan(m.log_loss));
}

/* A weight of 2 is the row twice. */
Test(metrics, count_weights_as_repetitions)
{
    const double y[] = { 1, 2, 3, 6 }, scores[] = { 0, 3, 1, 6 }, weights[] = { 2, 1, 0, 3 };
    const double y2[] = { 1, 1, 2, 6, 6, 6 }, scores2[] = { 0, 0, 3, 6, 6, 6 };
    const bn_metrics a = metrics(regression(), targets(4, y, weights), scores),
                     b = metrics(regression(), targets(6, y2, NULL), scores2);
    cr_expect(bn_close(a.r_squared, b.r_squared, 1e-14) && bn_close(a.rmse, b.rmse, 1e-14) &&
              bn_close(a.mae, b.mae, 1e-14));
}

/* Positives score 2, 0.5, -1, negatives 0.5, -3. Pairs won: 2 beats both, 0.5 ties and wins, -1 wins: 4.5
   of 6. */
Test(metrics, of_two_classes)
{
    const double y[] = { 1, 1, 1, 0, 0 }, scores[] = { 2, 0.5, -1, 0.5, -3 };
    const bn_metrics m = metrics(classifier("0", "1"), targets(5, y, NULL), scores);
    const double loss =
        (log1p(exp(-2)) + log1p(exp(-0.5)) + log1p(exp(1)) + log1p(exp(0.5)) + log1p(exp(-3))) / 5;
    cr_expect(bn_close(m.auc, 4.5 / 6, 1e-15), "%g", m.auc);
    cr_expect(bn_close(m.log_loss, loss, 1e-14), "%g", m.log_loss);
    cr_expect(bn_close(m.accuracy, 3.0 / 5, 1e-15), "%g", m.accuracy);
    cr_expect(m.confusion[1][1] == 2 && m.confusion[1][0] == 1 && m.confusion[0][1] == 1 &&
              m.confusion[0][0] == 1);
    cr_expect(isnan(m.rmse));
}

Test(metrics, survive_scores_that_overflow_exp)
{
    const double y[] = { 1, 0 }, scores[] = { -1e4, -1e4 };
    const bn_metrics m = metrics(classifier("0", "1"), targets(2, y, NULL), scores);
    cr_expect(bn_close(m.log_loss, 5e3, 1e-12) && m.auc == 0.5 && m.accuracy == 0.5);
}

Test(metrics, of_one_class_have_no_auc)
{
    const double y[] = { 1, 1 }, scores[] = { 1, -1 };
    cr_expect(isnan(metrics(classifier("0", "1"), targets(2, y, NULL), scores).auc));
}

Test(metrics, of_strange_classes_are_refused)
{
    const double y[] = { 1, 2 }, scores[] = { 1, -1 };
    bn_model *m = classifier("0", "1");
    bn_dataset *data = targets(2, y, NULL);
    bn_metrics out;
    bn_error err;
    cr_expect(bn_metrics_of(&out, m, data, scores, &err) == BN_BAD_FORMAT);
    cr_expect(strstr(err.message, "row 2 is neither 1 nor 0"), "%s", err.message);
    bn_model_free(m);
    bn_dataset_free(data);
}

Test(metrics, probability_is_right_at_both_ends)
{
    cr_expect(bn_probability(0) == 0.5 && bn_probability(800) == 1);
    cr_expect(bn_close(bn_probability(-700), exp(-700), 1e-14) && bn_probability(-1e308) == 0);
    for (double s = -40; s <= 40; s += 0.37)
        cr_expect(bn_close(bn_probability(s), (double)(1 / (1 + expl(-(long double)s))), 4e-16), "%g", s);
}
