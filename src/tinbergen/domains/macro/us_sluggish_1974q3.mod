@#define PICTURE = "sluggish"
@#define GROWTH_MEAN = 2.2729
@#define NATURAL_MEAN = 1.7285
@#define U_MEAN = 4.8
@#define OKUN = .5
@#define AIM = 2.3
@#define BOUND = 0
@#define OPEN = 0
@#include "projection.mod"

// The mode of the posterior on 1961Q1 to 1974Q3, series as published in August 2026; log
// likelihood -264.83, log marginal likelihood -276.47. Written by
// tools/estimate_projection.py.
g1 = 0.7597;
g2 = 0.5001;
g4 = 0.1740;
a1 = 0.5908;
okun = 0.4869;
growth_ss = 2.8336;
natural_ss = 1.5574;
u_ss = 4.8071;
shocks;
var e_demand; stderr 0.6344;
var e_prices; stderr 1.1847;
var e_rate; stderr 0.6483;
var e_level; stderr 0.4403;
var e_trend; stderr 0.0535;
var e_anchor; stderr 0.0992;
var e_natural; stderr 0.0700;
var e_u; stderr 0.0933;
var e_u_natural; stderr 0.0297;
var e_u_drift; stderr 0.0119;
end;
