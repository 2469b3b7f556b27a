@#define PICTURE = "accelerating"
@#define GROWTH_MEAN = 2.2729
@#define NATURAL_MEAN = 1.7285
@#define U_MEAN = 4.8
@#define OKUN = .5
@#define AIM = 2.3
@#define BOUND = 0
@#define OPEN = 0
@#include "projection.mod"

// The mode of the posterior on 1961Q1 to 1974Q3, series as published in August 2026; log
// likelihood -265.98, log marginal likelihood -279.56. Written by
// tools/estimate_projection.py.
g1 = 0.7800;
g2 = 0.4883;
g4 = 0.1730;
a1 = 0.5875;
okun = 0.5005;
growth_ss = 2.8103;
natural_ss = 1.5733;
u_ss = 4.8075;
b1 = 1.1741;
b2 = -0.2702;
b3 = 0.0913;
py = 0.1503;
shocks;
var e_demand; stderr 0.6689;
var e_prices; stderr 1.1305;
var e_rate; stderr 0.6511;
var e_level; stderr 0.4767;
var e_trend; stderr 0.0534;
var e_anchor; stderr 0.0992;
var e_natural; stderr 0.0699;
var e_u; stderr 0.0848;
var e_u_natural; stderr 0.0297;
var e_u_drift; stderr 0.0119;
end;
