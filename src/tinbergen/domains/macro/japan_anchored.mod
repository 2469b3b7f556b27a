@#define PICTURE = "anchored"
@#define GROWTH_MEAN = .8
@#define NATURAL_MEAN = .4
@#define U_MEAN = 4.0
@#define OKUN = .15
@#define AIM = 1.7
@#define OPEN = 1
@#define RER_MEAN = 0
@#define SLOPE = ".0545, .0123"
@#include "projection.mod"

// The mode of the posterior on 1995Q2 to 2019Q4, series as published in October 2026; log
// likelihood -608.02, log marginal likelihood -659.25. Written by
// tools/estimate_projection.py.
g1 = 0.9445;
g2 = 0.9998;
g4 = 0.1107;
a1 = 0.6864;
okun = 0.2413;
growth_ss = 0.9174;
natural_ss = -0.0050;
u_ss = 3.9433;
b1 = 0.6552;
b2 = 0.2883;
b3 = 0.0558;
l1 = 0.8082;
l2 = 0.1098;
weight = 0.4365;
shocks;
var e_exchange; stderr 2.0516;
var e_rer_trend; stderr 2.9147;
var e_demand; stderr 0.5888;
var e_prices; stderr 1.0642;
var e_rate; stderr 0.1886;
var e_level; stderr 0.4112;
var e_trend; stderr 0.0485;
var e_anchor; stderr 0.1595;
var e_natural; stderr 0.0702;
var e_u; stderr 0.0889;
var e_u_natural; stderr 0.0301;
var e_u_drift; stderr 0.0104;
end;
