@#define PICTURE = "accelerating"
@#define GROWTH_MEAN = .8
@#define NATURAL_MEAN = .4
@#define U_MEAN = 4.0
@#define OKUN = .15
@#define AIM = 1.7
@#define OPEN = 1
@#define RER_MEAN = 0
@#define SLOPE = ".0461, .0119"
@#include "projection.mod"

// The mode of the posterior on 1995Q2 to 2019Q4, series as published in October 2026; log
// likelihood -620.23, log marginal likelihood -672.90. Written by
// tools/estimate_projection.py.
g1 = 0.9592;
g2 = 0.5946;
g4 = 0.1263;
a1 = 0.6593;
okun = 0.2024;
growth_ss = 0.8069;
natural_ss = 0.4156;
u_ss = 3.9870;
b1 = 1.1631;
b2 = -0.2827;
b3 = 0.0374;
py = 0.0519;
weight = 0.3068;
shocks;
var e_exchange; stderr 2.4280;
var e_rer_trend; stderr 2.4458;
var e_demand; stderr 0.7848;
var e_prices; stderr 1.4698;
var e_rate; stderr 0.1786;
var e_level; stderr 0.3686;
var e_trend; stderr 0.0477;
var e_anchor; stderr 0.0992;
var e_natural; stderr 0.0693;
var e_u; stderr 0.0893;
var e_u_natural; stderr 0.0300;
var e_u_drift; stderr 0.0130;
end;
