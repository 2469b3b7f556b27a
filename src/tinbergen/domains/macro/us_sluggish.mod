@#define PICTURE = "sluggish"
@#define GROWTH_MEAN = 2.2729
@#define NATURAL_MEAN = 1.7285
@#define U_MEAN = 4.8
@#define OKUN = .5
@#define AIM = 2.3
@#define BOUND = 0
@#define OPEN = 0
@#include "projection.mod"

// The mode of the posterior on 1961Q1 to 2019Q4, series as published in August 2026; log
// likelihood -1312.51, log marginal likelihood -1335.69. Written by
// tools/estimate_projection.py.
g1 = 0.8936;
g2 = 0.5282;
g4 = 0.2173;
a1 = 0.5505;
okun = 0.5835;
growth_ss = 2.6358;
natural_ss = 1.5418;
u_ss = 4.8616;
shocks;
var e_demand; stderr 0.6186;
var e_prices; stderr 1.8448;
var e_rate; stderr 0.8274;
var e_level; stderr 0.3994;
var e_trend; stderr 0.0618;
var e_anchor; stderr 0.0991;
var e_natural; stderr 0.0700;
var e_u; stderr 0.1149;
var e_u_natural; stderr 0.0299;
var e_u_drift; stderr 0.0124;
end;
