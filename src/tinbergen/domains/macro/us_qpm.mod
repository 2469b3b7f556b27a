// The United States as central banks and the IMF project it: gaps, anchored inflation, a rule, and
// trends that nobody observes. Equations and values of the United States' block of the IMF's Global
// Projection Model, GPM6 (Carabenciov, Freedman, Garcia-Saltos, Laxton, Kamenik and Manchev 2013,
// IMF Working Paper 13/87; values as in the Macroeconomic Model Data Base), without its links to
// other regions and its bank lending conditions. Added here: purchases and transfers.
// Quarterly; rates, growth and inflation in percent a year, gaps in percent.

var GROWTH   (long_name='GDP growth, annualised | GDP增长率（年化）')
    U        (long_name='Unemployment rate | 失业率')
    INFL     (long_name='Inflation, annualised | 通货膨胀率（年化）')
    r        (long_name='Policy rate | 政策利率')
    REAL     (long_name='Real rate | 实际利率')
    GAP      (long_name='Output gap | 产出缺口')
    INFL4    (long_name='Inflation over four quarters | 四季度通胀')
    POTENTIAL (long_name='Growth of potential output | 潜在产出增长率')
    TREND    (long_name='Underlying growth of potential output | 潜在产出基础增长率')
    NATURAL  (long_name='Natural real rate | 自然实际利率')
    U_NATURAL (long_name='Natural rate of unemployment | 自然失业率')
    U_DRIFT  (long_name='Drift of the natural rate of unemployment | 自然失业率漂移')
    U_GAP    (long_name='Unemployment gap | 失业率缺口')
    SPENT    (long_name='Output that measures add at given rates | 利率不变时政策措施增加的产出')
    RECEIVED (long_name='Transfers that households spend | 居民支出的转移')
    ADDED    (long_name='Added deficit, percent of GDP | 新增赤字占GDP百分比')
    ADDED_DEBT (long_name='Added debt, percent of GDP | 新增债务占GDP百分比');

varexo e_demand (long_name='Demand | 需求') e_prices (long_name='Prices | 价格')
       e_rate (long_name='Policy rate | 政策利率') e_level (long_name='Level of potential output | 潜在产出水平')
       e_trend (long_name='Growth of potential output | 潜在产出增长')
       e_natural (long_name='Natural real rate | 自然实际利率')
       e_u (long_name='Unemployment | 失业') e_u_natural (long_name='Natural rate of unemployment | 自然失业率')
       e_u_drift (long_name='Drift of unemployment | 失业漂移')
       PURCHASES (long_name='Purchases, percent of GDP | 政府购买占GDP百分比')
       TRANSFERS (long_name='Transfers less taxes, percent of GDP | 净转移占GDP百分比');

parameters b1 b2 b3 l1 l2 g1 g2 g4 a1 a2 a3 tau rho growth_ss natural_ss target
           m_purchases m_transfers spending stabiliser;

b1 = .5688; b2 = .2312; b3 = .1866;       // demand
l1 = .75;   l2 = .1801;                   // prices
g1 = .7107; g2 = .9104; g4 = .2052;       // the rule
a1 = .8235; a2 = .1823; a3 = .3649;       // unemployment
tau = .0274; rho = .2901;                 // trends
growth_ss = 2.2729; natural_ss = 1.7285; target = 2.5;

m_purchases = .9;    // of a dollar of purchases, what is not imported
m_transfers = .5;    // of a dollar of transfers, what households spend of it in the end, at home
spending = .35;      // share of transfers not yet spent that is spent in a quarter
stabiliser = .35;    // fall of the federal deficit, percent of GDP, when output is 1 percent higher

model(linear);
[name='growth']
GROWTH = POTENTIAL + 4*(GAP - GAP(-1));

[name='potential output']
POTENTIAL = TREND + 4*e_level;

[name='underlying growth']
TREND = tau*growth_ss + (1 - tau)*TREND(-1) + e_trend;

[name='natural real rate']
NATURAL = rho*natural_ss + (1 - rho)*NATURAL(-1) + e_natural;

[name='demand']
GAP - SPENT = b1*(GAP(-1) - SPENT(-1)) + b2*(GAP(+1) - SPENT(+1))
              - b3*(REAL(-1) - NATURAL(-1)) + e_demand;

[name='prices']
INFL = l1*INFL4(+4) + (1 - l1)*INFL4(-1) + l2*GAP(-1) + e_prices;

[name='real rate']
REAL = r - INFL(+1);

[name='year']
INFL4 = (INFL + INFL(-1) + INFL(-2) + INFL(-3))/4;

[name='rule']
r = g1*r(-1) + (1 - g1)*(NATURAL + INFL4(+3) + g2*(INFL4(+3) - target) + g4*GAP) + e_rate;

[name='unemployment gap']
U_GAP = a1*U_GAP(-1) - a2*GAP + e_u;

[name='unemployment']
U = U_NATURAL + U_GAP;

[name='natural rate of unemployment']
U_NATURAL = U_NATURAL(-1) + U_DRIFT + e_u_natural;

[name='drift of unemployment']
U_DRIFT = (1 - a3)*U_DRIFT(-1) + e_u_drift;

[name='measures']
SPENT = m_purchases*PURCHASES + m_transfers*RECEIVED;

[name='transfers received']
RECEIVED = (1 - spending)*RECEIVED(-1) + spending*TRANSFERS;

[name='deficit']
ADDED = PURCHASES + TRANSFERS - stabiliser*GAP;

[name='debt']
ADDED_DEBT = .9975*ADDED_DEBT(-1) + ADDED/4;
end;

shocks;
var e_demand; stderr .41456;
var e_prices; stderr 1.3831;
var e_rate; stderr .25384;
var e_level; stderr .0291;
var e_trend; stderr .2931;
var e_natural; stderr 1.1772;
var e_u; stderr .09887;
var e_u_natural; stderr .04629;
var e_u_drift; stderr .04300;
end;
