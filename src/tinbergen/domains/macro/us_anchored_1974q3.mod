@#define PICTURE = "anchored"
@#define GROWTH_MEAN = 2.2729
@#define NATURAL_MEAN = 1.7285
@#define U_MEAN = 4.8
@#define OKUN = .5
@#define AIM = 2.3
@#define BOUND = 0
@#define OPEN = 0
@#include "projection.mod"

// The mode of the posterior on 1961Q1 to 1974Q3, series as published in August 2026; log
// likelihood -274.31, log marginal likelihood -294.03. Written by
// tools/estimate_projection.py.
g1 = 0.6744;
g2 = 0.6798;
g4 = 0.1515;
a1 = 0.6084;
okun = 0.5072;
growth_ss = 2.8172;
natural_ss = 1.6154;
u_ss = 4.8291;
b1 = 0.6809;
b2 = 0.2669;
b3 = 0.1768;
l1 = 0.5631;
l2 = 0.1311;
shocks;
var e_demand; stderr 0.4985;
var e_prices; stderr 1.2229;
var e_rate; stderr 0.6598;
var e_level; stderr 0.4348;
var e_trend; stderr 0.0532;
var e_anchor; stderr 0.1530;
var e_natural; stderr 0.0697;
var e_u; stderr 0.0927;
var e_u_natural; stderr 0.0299;
var e_u_drift; stderr 0.0093;
end;
