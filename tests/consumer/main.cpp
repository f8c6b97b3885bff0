// main.c again, as C++ would have it: owners that free themselves, failures as exceptions.
#include <banach/banach.h>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <vector>

// Every call below that fails ends here, with its sentence.
static void check(bn_status status, const bn_error &err)
{
    if (status)
        throw std::runtime_error(err.message);
}

using dataset = std::unique_ptr<bn_dataset, decltype(&bn_dataset_free)>;
using objective = std::unique_ptr<bn_objective, decltype(&bn_objective_free)>;

static dataset load(const char *path)
{
    bn_error err;
    bn_dataset *data = nullptr;
    bn_dataset_options options{};
    options.standardize = true;
    check(bn_dataset_load(&data, path, &options, &err), err);
    return dataset(data, bn_dataset_free);
}

static objective logistic(const dataset &data, double l2)
{
    bn_error err;
    bn_objective *f = nullptr;
    bn_objective_options options{};
    options.l2 = l2;
    check(bn_objective_new(&f, &bn_logistic, data.get(), &options, &err), err);
    return objective(f, bn_objective_free);
}

static bn_result minimize(const objective &f, std::vector<double> &x)
{
    bn_error err;
    bn_result r;
    bn_solve_options options{};
    options.tol = 1e-8;
    check(bn_solve(&bn_newton, f.get(), x.data(), &options, &r, &err), err);
    return r;
}

int main(int argc, char **argv)
try {
    const dataset data = load(argc > 1 ? argv[1] : "-");
    const objective f = logistic(data, 1e-3);
    std::vector<double> x(bn_objective_describe(f.get())->dim);
    const bn_result r = minimize(f, x);
    std::printf("%s: f - f* <= %.1e, |x - x*| <= %.1e\n", bn_outcome_name(r.outcome), r.gap_bound, r.distance_bound);
} catch (const std::exception &e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
