/* Gradient descent with steps that are searched for: a method for each rule. */
#ifndef BN_SOLVER_SEARCHES_H
#define BN_SOLVER_SEARCHES_H

#include "solver/method.h"

extern const bn_method bn_gd_exact, bn_gd_armijo, bn_gd_wolfe, bn_gd_bb, bn_gd_bb2, bn_gd_known_min;

#endif
