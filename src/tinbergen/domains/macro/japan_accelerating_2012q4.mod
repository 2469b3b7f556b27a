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

// The mode of the posterior on 1995Q2 to 2012Q4, series as published in October 2026; log
// likelihood -479.65, log marginal likelihood -512.77. Written by
// tools/estimate_projection.py.
a1 = 0.6399;
okun = 0.1962;
growth_ss = 0.7253;
natural_ss = 0.5033;
u_ss = 4.0213;
g1 = 0.9273;
g2 = 0.3397;
g4 = 0.1207;
b1 = 1.2680;
b2 = -0.3886;
b3 = 0.0364;
py = 0.0702;
weight = 0.3267;
shocks;
var e_exchange; stderr 2.5620;
var e_rer_trend; stderr 2.2036;
var e_demand; stderr 0.8165;
var e_prices; stderr 1.5456;
var e_rate; stderr 0.2042;
var e_level; stderr 0.4348;
var e_trend; stderr 0.0480;
var e_anchor; stderr 0.0990;
var e_natural; stderr 0.0696;
var e_u; stderr 0.0989;
var e_u_natural; stderr 0.0300;
var e_u_drift; stderr 0.0127;
end;
