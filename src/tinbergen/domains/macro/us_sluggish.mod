@#define PICTURE = "sluggish"
@#include "us_projection.mod"

// The mode of the posterior on 1961Q1 to 2019Q4, series as published in August 2026; log
// likelihood -1358.68, log marginal likelihood -1382.49. Written by
// tools/estimate_us_projection.py.
g1 = 0.8896;
g2 = 0.5417;
g4 = 0.2073;
a1 = 0.5507;
okun = 0.5825;
growth_ss = 2.6336;
natural_ss = 1.5469;
u_ss = 4.8572;
shocks;
var e_demand; stderr 0.6321;
var e_prices; stderr 2.2537;
var e_rate; stderr 0.8100;
var e_level; stderr 0.4032;
var e_trend; stderr 0.0617;
var e_anchor; stderr 0.0992;
var e_natural; stderr 0.0701;
var e_u; stderr 0.1145;
var e_u_natural; stderr 0.0299;
var e_u_drift; stderr 0.0123;
end;
