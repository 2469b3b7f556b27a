// An economy in gaps and trends that nobody observes, in one of three pictures: a template, which the
// files of countries include once they have said what their country is (by tools/estimate_projection.py).
//   PICTURE        what drives demand and prices; the rest is the same in all
//   GROWTH_MEAN    growth, natural real rate and natural rate of unemployment to which trends come home:
//   NATURAL_MEAN   means of their priors
//   U_MEAN
//   AIM            inflation that people look for in the end, where they look ahead
//   OKUN           points of unemployment for a percent of output, mean of its prior
//   BOUND          1: the rate stood at its bound in most of the sample
//   OPEN           1: an exchange rate moves demand and prices as well (not where effects are sluggish)
// Pictures:
//   anchored      the United States' block of the IMF's Global Projection Model, GPM6 (Carabenciov
//                 and others 2013, IMF Working Paper 13/87; values as in the Macroeconomic Model
//                 Data Base), without other regions and bank lending conditions: people look ahead
//   accelerating  Rudebusch and Svensson (1999), in Taylor (ed.), Monetary Policy Rules: people
//                 look back, inflation has no anchor but policy
//   sluggish      Orphanides (2003), Journal of Monetary Economics 50, as in the Macroeconomic
//                 Model Data Base: a structural autoregression, weaker and later effects
// Values here are published ones for the United States, or means of the priors below; the file of a
// country's picture brings those estimated. Quarterly; rates, growth and inflation in percent a
// year, gaps in percent, measures and deficit in percent of GDP.
//
// What data and what priors decide. Data: the rule's inertia and answer to inflation, how
// unemployment follows output, how demand and prices persist, most shocks' sizes. Priors: how fast
// trends move. Likelihoods are flat in the variances of what nobody observes, and at their maximum
// natural rates take up what the zero bound and the early 1980s did to policy; priors are tight
// there, so that natural rates move as in the projections of the Congressional Budget Office.

var GROWTH    (long_name='GDP growth, annualised | GDP增长率（年化）')
    U         (long_name='Unemployment rate | 失业率')
    INFL      (long_name='Inflation, annualised | 通货膨胀率（年化）')
    r         (long_name='Policy rate | 政策利率')
    INFL4     (long_name='Inflation over four quarters | 同比通胀')
    GAP       (long_name='Output gap | 产出缺口')
    PRIVATE   (long_name='Output gap without measures | 未计政策措施的产出缺口')
    REAL      (long_name='Real rate | 实际利率')
    POTENTIAL (long_name='Growth of potential output | 潜在产出增长率')
    TREND     (long_name='Underlying growth of potential output | 潜在产出基础增长率')
    ANCHOR    (long_name='Inflation that people count on in the end | 人们最终预期的通胀')
    NATURAL   (long_name='Natural real rate | 自然实际利率')
    U_NATURAL (long_name='Natural rate of unemployment | 自然失业率')
    U_DRIFT   (long_name='Drift of the natural rate of unemployment | 自然失业率漂移')
    U_GAP     (long_name='Unemployment gap | 失业率缺口')
    SPENT     (long_name='Output that measures add at given rates | 利率不变时措施增加的产出')
    RECEIVED  (long_name='Transfers that households spend | 居民支出的转移')
    ADDED     (long_name='Deficit without trend, percent of GDP | 赤字（去趋势）占GDP百分比')
    ADDED_DEBT (long_name='Debt without trend, percent of GDP | 债务（去趋势）占GDP百分比');
@#if OPEN
var RER       (long_name='Real price of foreign currency, 100 log | 外币实际价格（对数×100）')
    RER_TREND (long_name='Its trend | 其趋势')
    EXCHANGE  (long_name='Real exchange rate off its trend, percent, up is weaker | 实际汇率对趋势的偏离（百分比，升为贬值）');
varexo e_exchange (long_name='Exchange rate | 汇率')
       e_rer_trend (long_name='Trend of the exchange rate | 汇率趋势');
@#endif

varexo e_demand (long_name='Demand | 需求')
       e_prices (long_name='Prices | 价格')
       e_rate (long_name='Policy rate | 政策利率')
       e_level (long_name='Level of potential output | 潜在产出水平')
       e_trend (long_name='Growth of potential output | 潜在产出增长')
       e_anchor (long_name='Inflation counted on | 预期通胀')
       e_natural (long_name='Natural real rate | 自然实际利率')
       e_u (long_name='Unemployment | 失业')
       e_u_natural (long_name='Natural rate of unemployment | 自然失业率')
       e_u_drift (long_name='Drift of unemployment | 失业漂移')
       PURCHASES (long_name='Government purchases | 政府购买')
       TRANSFERS (long_name='Transfers less taxes | 净转移支付');

parameters g1 g2 g4 a1 okun a3 tau rho link learn back growth_ss natural_ss
           u_ss           bought passed spending stabiliser interest;

g1 = .7107; g2 = .9104; g4 = .2052;       // the rule (GPM6)
// Unemployment: Okun's coefficient in the end, and how soon; the natural rate comes home slowly.
a1 = .5; okun = @{OKUN}; a3 = .1; u_ss = @{U_MEAN}; back = .03;
// Growth falls for good where its trend does, and the natural rate with it, point by point
// (Laubach and Williams 2003); both come home to their means in the very long run.
tau = .01; rho = .01; link = 1; growth_ss = @{GROWTH_MEAN}; natural_ss = @{NATURAL_MEAN};
// What people count on follows what they have seen (Gurkaynak, Sack and Swanson 2005: .02).
learn = .03;

// Measures. Output rises by what is bought at home; of transfers households spend a part, later.
bought = .9; passed = .5; spending = .35;
// The deficit falls by this when output is 1 percent higher; debt grows by what it costs.
stabiliser = .35; interest = .0025;

@#if OPEN
// Yields abroad are given: the currency makes up for what a real rate off its natural one leaves.
// What people count on is part next quarter's rate and part the last one's (Berg, Karam and Laxton
// 2006, IMF Working Paper 06/81), and by a twentieth a quarter they count on its coming home, half of
// it in three to four years (Rogoff 1996, Journal of Economic Literature 34). A percent of it counts
// weight times as much as a point of the real rate in demand, and as a percent of output in prices;
// 3/7 is their calibrated example.
parameters ahead lasts weight rer_ss;
ahead = .6; lasts = .95; weight = 3/7; rer_ss = @{RER_MEAN};
@#define EASES = " - weight*EXCHANGE(-1)"
@#define IMPORTED = " + weight*EXCHANGE(-1)"
@#else
@#define EASES = ""
@#define IMPORTED = ""
@#endif

@#if PICTURE == "anchored"
parameters b1 b2 b3 l1 l2 home aim;
home = .02; aim = @{AIM};
b1 = .5688; b2 = .2312; b3 = .1866; l1 = .75; l2 = .1801;
@#endif
@#if PICTURE == "accelerating"
parameters b1 b2 b3 p1 p2 p3 p4 py;
b1 = 1.16; b2 = -.25; b3 = .10;
p1 = .70; p2 = -.10; p3 = .28; p4 = .12; py = .14;
@#endif
@#if PICTURE == "sluggish"
parameters p1 p2 p3 p4 y0 y1 y2 y3 y4 d1 d2 d3 d4 q1 q2 q3 q4 r1 r2 r3 r4;
p1 = .3280; p2 = .3034; p3 = .2584; p4 = .1102;
y0 = .2835; y1 = .0273; y2 = -.3418; y3 = .2986; y4 = -.1245;
d1 = .023509403; d2 = -.018273476; d3 = -.009214318; d4 = .085793876;
q1 = 1.108346534; q2 = .111102286; q3 = -.184403424; q4 = -.090084761;
r1 = -.021894643; r2 = -.325769155; r3 = .261153539; r4 = .004694774;
@#endif

model(linear);
@#if PICTURE == "anchored"
[name='demand']
PRIVATE = b1*PRIVATE(-1) + b2*PRIVATE(+1) - b3*(REAL(-1) - NATURAL(-1)@{EASES}) + e_demand;

[name='prices']
INFL = l1*INFL4(+4) + (1 - l1)*INFL4(-1) + l2*(GAP(-1)@{IMPORTED}) + e_prices;
@#endif
@#if PICTURE == "accelerating"
[name='demand']
PRIVATE = b1*PRIVATE(-1) + b2*PRIVATE(-2) + e_demand
          - b3*((r(-1) + r(-2) + r(-3) + r(-4))/4 - INFL4(-1) - NATURAL(-1)@{EASES});

[name='prices']
INFL = p1*INFL(-1) + p2*INFL(-2) + p3*INFL(-3) + p4*INFL(-4) + py*(GAP(-1)@{IMPORTED}) + e_prices;
@#endif
@#if PICTURE == "sluggish"
[name='demand']
PRIVATE = q1*PRIVATE(-1) + q2*PRIVATE(-2) + q3*PRIVATE(-3) + q4*PRIVATE(-4) + e_demand
          + r1*(r(-1) - NATURAL(-1)) + r2*(r(-2) - NATURAL(-1))
          + r3*(r(-3) - NATURAL(-1)) + r4*(r(-4) - NATURAL(-1))
          + d1*INFL(-1) + d2*INFL(-2) + d3*INFL(-3) + d4*INFL(-4);

[name='prices']
INFL = p1*INFL(-1) + p2*INFL(-2) + p3*INFL(-3) + p4*INFL(-4)
       + y0*GAP + y1*GAP(-1) + y2*GAP(-2) + y3*GAP(-3) + y4*GAP(-4) + e_prices;
@#endif

[name='rule']
r = g1*r(-1) + (1 - g1)*(NATURAL + INFL4(+3) + g2*(INFL4(+3) - ANCHOR) + g4*GAP) + e_rate;

[name='year']
INFL4 = (INFL + INFL(-1) + INFL(-2) + INFL(-3))/4;

[name='real rate']
REAL = r - INFL(+1);

@#if OPEN
[name='exchange rate']
EXCHANGE = lasts*(ahead*EXCHANGE(+1) + (1 - ahead)*EXCHANGE(-1)) - (REAL - NATURAL)/4 + e_exchange;

[name='trend of the exchange rate']
RER_TREND = tau*rer_ss + (1 - tau)*RER_TREND(-1) + e_rer_trend;

[name='real exchange rate']
RER = RER_TREND + EXCHANGE;

@#endif
[name='output gap']
GAP = PRIVATE + SPENT;

[name='growth']
GROWTH = POTENTIAL + 4*(GAP - GAP(-1));

[name='potential output']
POTENTIAL = TREND + 4*e_level;

[name='underlying growth']
TREND = tau*growth_ss + (1 - tau)*TREND(-1) + e_trend;

[name='anchor']
@#if PICTURE == "anchored"
ANCHOR = ANCHOR(-1) + learn*(INFL4(-1) - ANCHOR(-1)) + home*(aim - ANCHOR(-1)) + e_anchor;
@#else
ANCHOR = ANCHOR(-1) + learn*(INFL4(-1) - ANCHOR(-1)) + e_anchor;
@#endif

[name='natural real rate']
NATURAL = rho*natural_ss + (1 - rho)*NATURAL(-1) + link*e_trend + e_natural;

[name='unemployment']
U = U_NATURAL + U_GAP;

[name='unemployment gap']
U_GAP = a1*U_GAP(-1) - (1 - a1)*okun*GAP + e_u;

[name='natural rate of unemployment']
U_NATURAL = back*u_ss + (1 - back)*U_NATURAL(-1) + U_DRIFT + e_u_natural;

[name='drift of unemployment']
U_DRIFT = (1 - a3)*U_DRIFT(-1) + e_u_drift;

[name='measures']
SPENT = bought*PURCHASES + passed*RECEIVED;

[name='transfers received']
RECEIVED = (1 - spending)*RECEIVED(-1) + spending*TRANSFERS;

[name='deficit']
ADDED = PURCHASES + TRANSFERS - stabiliser*GAP;

[name='debt']
ADDED_DEBT = (1 - interest)*ADDED_DEBT(-1) + ADDED/4;
end;

shocks;
var e_demand; stderr .5;
var e_prices; stderr 1.4;
var e_rate; stderr .7;
var e_level; stderr .4;
var e_trend; stderr .05;
var e_anchor; stderr .1;
var e_natural; stderr .07;
var e_u; stderr .12;
var e_u_natural; stderr .03;
var e_u_drift; stderr .01;
@#if OPEN
var e_exchange; stderr 3;
var e_rer_trend; stderr 2;
@#endif
end;

estimated_params;
a1, beta_pdf, .5, .1;
okun, gamma_pdf, @{OKUN}, .04;
growth_ss, normal_pdf, @{GROWTH_MEAN}, .3;
natural_ss, normal_pdf, @{NATURAL_MEAN}, .3;
u_ss, normal_pdf, @{U_MEAN}, .1;
@#if BOUND
// A rate at its bound tells nothing of a rule and next to nothing of what a rate does: priors are the
// modes and standard errors of the United States' pictures.
@#if PICTURE == "anchored"
g1, beta_pdf, .8646, .0196;
g2, gamma_pdf, .7823, .1927;
g4, gamma_pdf, .2280, .0882;
b1, beta_pdf, .7535, .0344;
b2, beta_pdf, .2039, .0388;
b3, gamma_pdf, .0545, .0123;
l1, beta_pdf, .5466, .0242;
l2, gamma_pdf, .0463, .0135;
@#else
g1, beta_pdf, .8923, .0187;
g2, gamma_pdf, .5138, .1475;
g4, gamma_pdf, .2138, .0831;
b1, normal_pdf, 1.3073, .0473;
b2, normal_pdf, -.3487, .0469;
b3, gamma_pdf, .0461, .0119;
py, gamma_pdf, .1191, .0278;
@#endif
@#else
g1, beta_pdf, .7107, .08;
g2, gamma_pdf, .9104, .25;
g4, gamma_pdf, .2052, .08;
@#if PICTURE == "anchored"
b1, beta_pdf, .5688, .1;
b2, beta_pdf, .2312, .05;
b3, gamma_pdf, .1866, .05;
l1, beta_pdf, .75, .05;
l2, gamma_pdf, .1801, .05;
@#endif
@#if PICTURE == "accelerating"
b1, normal_pdf, 1.16, .08;
b2, normal_pdf, -.25, .08;
b3, gamma_pdf, .10, .03;
py, gamma_pdf, .14, .04;
@#endif
@#endif
@#if OPEN
weight, gamma_pdf, 3/7, .1;
stderr e_exchange, inv_gamma_pdf, 3, 1;
stderr e_rer_trend, gamma_pdf, 2, .3;
@#endif
stderr e_demand, inv_gamma_pdf, .5, .2;
stderr e_prices, inv_gamma_pdf, 1.4, .4;
stderr e_rate, inv_gamma_pdf, .7, .3;
stderr e_level, inv_gamma_pdf, .4, .1;
stderr e_trend, gamma_pdf, .05, .008;
@#if PICTURE == "anchored"
stderr e_anchor, gamma_pdf, .15, .015;
@#else
stderr e_anchor, gamma_pdf, .1, .01;
@#endif
stderr e_natural, gamma_pdf, .07, .007;
stderr e_u, inv_gamma_pdf, .12, .05;
stderr e_u_natural, gamma_pdf, .03, .003;
@#if PICTURE == "anchored"
stderr e_u_drift, gamma_pdf, .009, .001;
@#else
stderr e_u_drift, gamma_pdf, .012, .001;
@#endif
end;
