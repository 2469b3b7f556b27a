// DICE-2016R2, the Dynamic Integrated model of Climate and the Economy.
// Equations and parameters: W. Nordhaus (2017), Revisiting the social cost of carbon, Proceedings
// of the National Academy of Sciences 114(7), and (2018), Projections and uncertainties about
// climate change in an era of minimal climate policies, American Economic Journal: Economic Policy
// 10(3), with their programme DICE2016R. Periods are five years, the first one is 2015.
// Stocks and trends are dated at the beginning of a period: what a period adds is there in the
// next. Money in trillions of 2010 US dollars, carbon in gigatonnes, emissions in gigatonnes of CO2
// a year, population in millions, temperatures in degrees Celsius above 1900.

var K       (long_name='Capital | 资本')
    MAT     (long_name='Carbon in the atmosphere | 大气碳')
    MU      (long_name='Carbon in the upper oceans | 上层海洋碳')
    ML      (long_name='Carbon in the lower oceans | 深层海洋碳')
    TATM    (long_name='Temperature of the atmosphere | 大气温度')
    TOCEAN  (long_name='Temperature of the lower oceans | 深海温度')
    CCA     (long_name='Cumulative industrial emissions of carbon | 累计工业碳排放')
    L       (long_name='Population | 人口')
    GA      (long_name='Growth of productivity | 生产率增长')
    AL      (long_name='Total factor productivity | 全要素生产率')
    GSIG    (long_name='Growth of emission intensity | 排放强度增长')
    SIGMA   (long_name='Emission intensity of output | 产出排放强度')
    PBACK   (long_name='Price of the backstop technology | 后备技术价格')
    ETREE   (long_name='Emissions from land use | 土地利用排放')
    FEX     (long_name='Forcing by other gases | 其他气体辐射强迫')
    RR      (long_name='Discount factor | 贴现因子')
    YGROSS  (long_name='Output before damage and abatement | 扣除损害与减排前的产出')
    EIND    (long_name='Industrial emissions | 工业排放')
    E       (long_name='Emissions | 排放')
    FORC    (long_name='Radiative forcing | 辐射强迫')
    DAMFRAC (long_name='Damage as a share of output | 损害占产出比例')
    YNET    (long_name='Output net of damage | 扣除损害后的产出')
    ABATECOST (long_name='Cost of abatement | 减排成本')
    Y       (long_name='Output net of damage and abatement | 净产出')
    I       (long_name='Investment | 投资')
    C       (long_name='Consumption | 消费')
    CPC     (long_name='Consumption per head | 人均消费')
    CPRICE  (long_name='Carbon price | 碳价')
    W       (long_name='Welfare of a period | 当期福利');

varexo MIU  (long_name='Share of emissions abated | 减排率')
       S    (long_name='Share of output saved | 储蓄率');

predetermined_variables K MAT MU ML TATM TOCEAN CCA L GA AL GSIG SIGMA PBACK ETREE FEX RR;

parameters tstep elasmu prstp gama dk pop0 popadj popasym q0 k0 a0 ga0 dela gsigma1 dsig e0 miu0
           eland0 deland mat0 mu0 ml0 mateq mueq mleq b12 b23 t2xco2 fco22x fex0 fex1 tocean0 tatm0
           c1 c3 c4 a1 a2 a3 expcost2 pback gback cca0 scale1;

// Preferences
tstep = 5;           // years in a period
elasmu = 1.45;       // elasticity of the marginal utility of consumption
prstp = 0.015;       // pure rate of time preference a year
scale1 = 0.0302455265681763; // utility in trillions of 2010 dollars of the first period

// Population and technology
gama = 0.300;        // elasticity of output to capital
dk = 0.100;          // depreciation of capital a year
pop0 = 7403;         // population in 2015
popadj = 0.134;      // speed at which it nears its limit, a period
popasym = 11500;     // its limit
q0 = 105.5;          // output in 2015
k0 = 223;            // capital in 2015
a0 = 5.115;          // total factor productivity in 2015
ga0 = 0.076;         // its growth in the first period
dela = 0.005;        // decline of that growth a year

// Emissions
gsigma1 = -0.0152;   // growth of emission intensity a year
dsig = -0.001;       // decline of that growth a year
e0 = 35.85;          // industrial emissions in 2015
miu0 = 0.03;         // share abated in 2015
eland0 = 2.6;        // emissions from land use in 2015
deland = 0.115;      // their decline a period
cca0 = 400;          // cumulative industrial emissions until 2015, of carbon

// Carbon cycle
mat0 = 851;          // carbon in the atmosphere in 2015
mu0 = 460;           // in the upper oceans
ml0 = 1740;          // in the lower oceans
mateq = 588;         // carbon in the atmosphere in equilibrium, as before industry
mueq = 360;          // in the upper oceans
mleq = 1720;         // in the lower oceans
b12 = 0.12;          // flow from the atmosphere to the upper oceans, a period
b23 = 0.007;         // flow from the upper to the lower oceans

// Climate
t2xco2 = 3.1;        // equilibrium warming when carbon dioxide doubles
fco22x = 3.6813;     // forcing when it doubles, watts per square metre
fex0 = 0.5;          // forcing by other gases in 2015
fex1 = 1.0;          // and from 2100 on
tocean0 = 0.0068;    // warming of the lower oceans in 2015
tatm0 = 0.85;        // warming of the atmosphere in 2015
c1 = 0.1005;         // speed of adjustment of the atmosphere
c3 = 0.088;          // transfer of heat between atmosphere and lower oceans
c4 = 0.025;          // its effect on the lower oceans

// Damage and abatement
a1 = 0;              // damage by degree of warming
a2 = 0.00236;        // damage by its square (a3)
a3 = 2.00;           // exponent of damage
expcost2 = 2.6;      // exponent of the cost of abatement
pback = 550;         // price of the backstop in 2015, 2010 dollars a tonne of CO2
gback = 0.025;       // its decline a period

model;
// What the world brings along
[name='population']
L(+1) = L*(popasym/L)^popadj;
[name='productivity growth']
GA(+1) = GA*exp(-dela*tstep);
[name='productivity']
AL(+1) = AL/(1 - GA);
[name='intensity growth']
GSIG(+1) = GSIG*(1 + dsig)^tstep;
[name='intensity']
SIGMA(+1) = SIGMA*exp(GSIG*tstep);
[name='backstop']
PBACK(+1) = PBACK*(1 - gback);
[name='land use']
ETREE(+1) = ETREE*(1 - deland);
[name='other forcing']
FEX(+1) = min(FEX + (fex1 - fex0)/17, fex1);
[name='discounting']
RR(+1) = RR/(1 + prstp)^tstep;

// Emissions, carbon and climate
[name='industrial emissions']
EIND = SIGMA*YGROSS*(1 - MIU);
[name='emissions']
E = EIND + ETREE;
[name='cumulative emissions']
CCA(+1) = CCA + EIND*tstep/3.666;
[name='atmosphere']
MAT(+1) = (1 - b12)*MAT + b12*mateq/mueq*MU + E*tstep/3.666;
[name='upper oceans']
MU(+1) = b12*MAT + (1 - b12*mateq/mueq - b23)*MU + b23*mueq/mleq*ML;
[name='lower oceans']
ML(+1) = b23*MU + (1 - b23*mueq/mleq)*ML;
[name='forcing']
FORC = fco22x*log(MAT/588.000)/log(2) + FEX;
[name='temperature']
TATM(+1) = TATM + c1*(fco22x*log(MAT(+1)/588.000)/log(2) + FEX(+1)
         - fco22x/t2xco2*TATM - c3*(TATM - TOCEAN));
[name='ocean temperature']
TOCEAN(+1) = TOCEAN + c4*(TATM - TOCEAN);

// Output and its use
[name='gross output']
YGROSS = AL*(L/1000)^(1 - gama)*K^gama;
[name='damage']
DAMFRAC = a1*TATM + a2*TATM^a3;
[name='net of damage']
YNET = YGROSS*(1 - DAMFRAC);
[name='abatement']
ABATECOST = YGROSS*PBACK*SIGMA/expcost2/1000*MIU^expcost2;
[name='output']
Y = YNET - ABATECOST;
[name='investment']
I = S*Y;
[name='consumption']
C = Y - I;
[name='capital']
K(+1) = (1 - dk)^tstep*K + tstep*I;
[name='consumption per head']
CPC = 1000*C/L;
[name='carbon price']
CPRICE = PBACK*MIU^(expcost2 - 1);
[name='welfare']
W = tstep*scale1*L*RR*((CPC^(1 - elasmu) - 1)/(1 - elasmu) - 1);
end;

initval;
K = k0; MAT = mat0; MU = mu0; ML = ml0; TATM = tatm0; TOCEAN = tocean0; CCA = cca0;
L = pop0; GA = ga0; AL = a0; GSIG = gsigma1; SIGMA = e0/(q0*(1 - miu0)); PBACK = pback;
ETREE = eland0; FEX = fex0; RR = 1; MIU = miu0; S = 0.25;
end;
