@#define PICTURE = "accelerating"
@#define GROWTH_MEAN = .8
@#define NATURAL_MEAN = .4
@#define U_MEAN = 4.0
@#define OKUN = .15
@#define AIM = 1.7
@#define BOUND = 1
@#define OPEN = 1
@#define RER_MEAN = 0
@#include "projection.mod"

// The mode of the posterior on 1995Q2 to 2019Q4, series as published in October 2026; log
// likelihood -623.33, log marginal likelihood -667.44. Written by
// tools/estimate_projection.py.
a1 = 0.6531;
okun = 0.2023;
growth_ss = 0.8094;
natural_ss = 0.3978;
u_ss = 3.9850;
g1 = 0.9403;
g2 = 0.3163;
g4 = 0.1051;
b1 = 1.2772;
b2 = -0.3769;
b3 = 0.0363;
py = 0.0612;
weight = 0.3035;
shocks;
var e_exchange; stderr 2.4205;
var e_rer_trend; stderr 2.4236;
var e_demand; stderr 0.7469;
var e_prices; stderr 1.4783;
var e_rate; stderr 0.1819;
var e_level; stderr 0.4128;
var e_trend; stderr 0.0479;
var e_anchor; stderr 0.0991;
var e_natural; stderr 0.0695;
var e_u; stderr 0.0883;
var e_u_natural; stderr 0.0300;
var e_u_drift; stderr 0.0130;
end;
