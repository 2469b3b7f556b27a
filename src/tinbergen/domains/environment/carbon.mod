// Emissions of an economy by sector, and what prices and rules do to them.
// Each sector's emissions follow output, at an intensity that drifts (estimated) and that policy
// lowers (calibrated): a carbon price p cuts emissions to exp(-b p) of what they were, which is
// the response to a marginal-abatement-cost curve p = -log(1 - cut)/b; half of it comes in the
// same year, three tenths in the next and two tenths in the third. Efficiency standards and
// supported power have rising cost curves of their own. MEASURES are percent of the use of those
// sectors to which standards apply that measures already law save, at no further cost. What is traded
// counts against a budget at its cap, whatever it emits: COUNTED is the rest. The carbon bill and the cost of abatement
// lower real wages, and with them employment and output; what is recycled into lower taxes on
// labour raises them (Goulder 1995, International Tax and Public Finance 2: the tax interaction
// and the revenue recycling effect).
// GDP in billions of 2011 international dollars, emissions in million tonnes of CO2, prices in
// the case's currency a tonne, bills and costs in billions of it. Values are those of the United
// Kingdom, in pounds; cases say theirs.

var GDP        (long_name='Output | 产出')
    EMISSIONS  (long_name='Emissions of CO2 | CO2 排放')
    COUNTED    (long_name='Emissions that count against the budget | 计入预算的排放')
    INTENSITY  (long_name='Emissions per unit of output | 单位产出排放')
    REVENUE    (long_name='Revenue of carbon pricing | 碳定价收入')
    ABATEMENT  (long_name='Cost of abatement | 减排成本')
    COST       (long_name='Cost of abatement, percent of output | 减排成本占产出百分比')
    SUPPORT    (long_name='Outlay on renewable power | 可再生电力补贴支出')
    ENERGY_COST (long_name='Cost of energy | 能源成本')
    EMPLOYMENT (long_name='Employment against no policy | 就业（相对无政策）')
    EFFECT     (long_name='Effect on output | 对产出的影响');

varexo CARBON_PRICE (long_name='Carbon price on power | 发电碳价')
       CARBON_TAX   (long_name='Carbon tax outside power | 发电以外的碳税')
       STANDARD     (long_name='Efficiency standard | 能效标准')
       SUBSIDY      (long_name='Premium on renewable power | 可再生电力溢价')
       RECYCLE      (long_name='Share of revenue recycled | 收入返还比例')
       MEASURES     (long_name='Saved by measures already law | 已立法措施的节约')
       FUEL_COST    (long_name='Cost of fuel | 燃料成本')
       DAMAGE       (long_name='Climate damage | 气候损害');

parameters g0 g1 currency now next third supply slope fuel energy_share imported labour
           labour_share per_year;

@#for s in SECTORS
var E_@{s} PRICE_@{s} CUT_@{s};
parameters a_@{s} h_@{s} b_@{s} levy_@{s} standard_@{s} replaced_@{s} traded_@{s};
a_@{s} = -1; h_@{s} = 0.7; traded_@{s} = 0;
@#endfor

per_year = 1;
g0 = 1.5; g1 = 0.3;
currency = 0.698;     // pounds per 2011 international dollar: International Comparison Program 2011
now = 0.5; next = 0.3; third = 0.2;
supply = 1;           // terawatt-hours of renewable power that a premium of 1 a megawatt-hour brings
slope = 10;           // currency a tonne by which a percent of savings by standards gets dearer
fuel = 0.2;           // elasticity of emissions to the cost of fuel
energy_share = 0.08;  // energy bill as a share of output
imported = 0.4;       // share of it that is lost to the economy when fuel gets dearer
labour = 0.25;        // elasticity of employment to the real wage
labour_share = 0.65;

model;
[name='output', title='output | 产出', estimate='ols']
100*diff(log(GDP)) - diff(EFFECT) = g0 + g1*(100*diff(log(GDP(-1))) - diff(EFFECT(-1)));

@#for s in SECTORS
[name='emissions @{s}', estimate='ols']
100*diff(log(E_@{s})) + diff(CUT_@{s}) = a_@{s} + h_@{s}*100*diff(log(GDP));

[name='price @{s}']
PRICE_@{s} = levy_@{s}*(now*CARBON_PRICE + next*CARBON_PRICE(-1) + third*CARBON_PRICE(-2))
           + (1 - levy_@{s})*(now*CARBON_TAX + next*CARBON_TAX(-1) + third*CARBON_TAX(-2));

[name='abatement @{s}']
CUT_@{s} = 100*b_@{s}*PRICE_@{s}
         + standard_@{s}*(now*STANDARD + next*STANDARD(-1) + third*STANDARD(-2) + MEASURES)
         + replaced_@{s}*supply*(now*SUBSIDY + next*SUBSIDY(-1) + third*SUBSIDY(-2))
         + 100*fuel*log(FUEL_COST/100);
@#endfor

[name='emissions']
EMISSIONS = 0
@#for s in SECTORS
  + E_@{s}
@#endfor
;

[name='counted']
COUNTED = 0
@#for s in SECTORS
  + (1 - traded_@{s})*E_@{s}
@#endfor
;

[name='intensity']
INTENSITY = EMISSIONS/GDP;

[name='revenue']
REVENUE = (0
@#for s in SECTORS
  + E_@{s}*(levy_@{s}*CARBON_PRICE + (1 - levy_@{s})*CARBON_TAX)
@#endfor
  )/1000;

[name='support']
SUPPORT = supply*SUBSIDY^2/1000;

[name='abatement cost']
ABATEMENT = (0
@#for s in SECTORS
  + E_@{s}*(exp(b_@{s}*PRICE_@{s}) - 1 - b_@{s}*PRICE_@{s})/b_@{s}
  + standard_@{s}*E_@{s}*slope*STANDARD^2/200
@#endfor
  )/1000 + SUPPORT/2;

[name='cost']
COST = 100*ABATEMENT/(currency*GDP);

[name='energy cost']
ENERGY_COST = FUEL_COST*(1 + (REVENUE + SUPPORT)/(energy_share*currency*GDP));

[name='employment']
EMPLOYMENT = -labour/labour_share*(COST + 100*(1 - RECYCLE/100)*REVENUE/(currency*GDP)
             + energy_share*(FUEL_COST - 100));

[name='effect']
EFFECT = labour_share*EMPLOYMENT - COST - imported*energy_share*(FUEL_COST - 100) - DAMAGE;
end;
