@#define PICTURE = "sluggish"
@#define GROWTH_MEAN = 2.2729
@#define NATURAL_MEAN = 1.7285
@#define U_MEAN = 4.8
@#define OKUN = .5
@#define AIM = 2.3
@#define BOUND = 0
@#define OPEN = 0
@#include "projection.mod"

// The mode of the posterior on 1961Q1 to 2008Q3, series as published in August 2026; log
// likelihood -1042.76, log marginal likelihood -1062.13. Written by
// tools/estimate_projection.py.
g1 = 0.8890;
g2 = 0.5537;
g4 = 0.2150;
a1 = 0.5283;
okun = 0.5363;
growth_ss = 2.7988;
natural_ss = 1.6411;
u_ss = 4.8582;
shocks;
var e_demand; stderr 0.6149;
var e_prices; stderr 1.5337;
var e_rate; stderr 0.9129;
var e_level; stderr 0.3905;
var e_trend; stderr 0.0535;
var e_anchor; stderr 0.0991;
var e_natural; stderr 0.0695;
var e_u; stderr 0.1196;
var e_u_natural; stderr 0.0299;
var e_u_drift; stderr 0.0122;
end;
