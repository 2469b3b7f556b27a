// A manufacturer on any picture of the economy. What it sells and pays follows an industry: output
// and prices of the industry are estimated on growth, inflation and the short rate, which the
// pictures give draw by draw, and on one another: the dollar and oil move prices of imports, these
// prices of materials and of goods. A part of materials is imported and pays the tariff in full; what
// is sold abroad shrinks as tariffs there raise its price. Tariffs and the carbon price stay where
// they are unless a scenario moves them. Projects and the business in place then make cash by their table.
// Profits are economic ones: after tax, wear and the cost of capital in place. Wear is replaced each
// quarter; discounted, profits sum to the net present value of outlay, cash and a sale at cost at the
// end of the horizon (Preinreich 1938, Econometrica 6(3)). DO_ is 1 where a project is done: nothing
// is done unless a plan says so.

// PROJECTS are the rows of the table but BASE.
@#ifndef PROJECTS
@#define PROJECTS = ["PLANT", "SECOND", "ROBOTS", "CELLS", "HEAT"]
@#endif
@#define ALL = ["BASE"] + PROJECTS

var OUTPUT    (long_name='Output of the industry | 行业产出')
    PRICE     (long_name='Prices of finished goods | 制成品价格')
    MATERIALS (long_name='Prices of materials | 材料价格')
    WAGE      (long_name='Hourly wage | 小时工资')
    OIL       (long_name='Price of oil | 油价')
    DOLLAR    (long_name='Dollar against other currencies | 美元对其他货币指数')
    IMPORTS   (long_name='Prices of imports before duty | 进口税前价格')
    TARIFF    (long_name='Tariff on imports | 进口关税')
    TARIFF_ABROAD (long_name='Rise of tariffs met abroad | 国外关税的上升')
    CARBON_PRICE  (long_name='Price of carbon | 碳价')
    DEMAND    (long_name='Demand for what it sells | 对其产品的需求')
    INPUTS    (long_name='Prices of its materials, duty paid | 材料完税价格')
    ENERGY    (long_name='Price of its energy, carbon paid | 含碳价的能源价格')
    BONDS     (long_name='Yield of ten-year bonds | 十年期国债收益率')
    CAPITAL_COST (long_name='Cost of capital | 资本成本')
    ROLLED    (long_name='A dollar rolled over at the cost of capital | 按资本成本滚存的一美元')
    HEDGE     (long_name='Share of energy that is hedged | 能源套保比例')
    @#for K in PROJECTS
    DO_@{K}     (long_name='Done, @{K} | 实施，@{K}')
    @#endfor
    @#for K in ALL
    STOCK_@{K}  (long_name='Capital in place, @{K} | 在用资本，@{K}')
    MADE_@{K}   (long_name='Operating profit, @{K} | 营业利润，@{K}')
    VALUE_@{K}  (long_name='Economic profit today, @{K} | 经济利润现值，@{K}')
    @#endfor
    HEDGED    (long_name='Paid by the hedge, today | 套期保值收付现值')
    VALUE     (long_name='Economic profit, today | 经济利润现值')
    RETURN    (long_name='Return on capital in place | 在用资本回报率')
    OUTLAY    (long_name='Outlays | 资本支出')
    EITHER    (long_name='Robots and cells | 机器人与工作单元')
    ORDER     (long_name='Second line without the plant | 无新厂的第二条线')
    ENERGY_BILL (long_name='Energy bill in place | 现有能源支出');

varexo GROWTH INFL r;

parameters q0 q1 q2 q3 p0 p1 p2 p3 m0 m1 m2 m3 w0 w1 w2 o0 o1 d0 d1 d2 i0 i1 i2 i3
           b0 b1 b2 b3 PREMIUM TAX_RATE INTENSITY CARBON FORWARD IMPORTED EXPORTED ABROAD
           OUTPUT_0 PRICE_0 MATERIALS_0 WAGE_0 OIL_0 IMPORTS_0 TARIFF_0 ROLLED_0
    @#for K in ALL
           COST_@{K} SALES_@{K} BUYS_@{K} LABOUR_@{K} ENERGY_@{K} OVERHEAD_@{K} CYCLE_@{K} HOURS_@{K} WEAR_@{K}
    @#endfor
;

q0 = -.6; q1 = .3; q2 = .1; q3 = .2; p0 = -.2; p1 = .3; p2 = 0; p3 = .2; m0 = -.3; m1 = .2; m2 = .2; m3 = .6;
d0 = 1; d1 = .2; d2 = -.5; i0 = 0; i1 = -.2; i2 = .1; i3 = .4;
w0 = .3; w1 = .4; w2 = .1; o0 = .6; o1 = 5; b0 = .1; b1 = .9; b2 = .05; b3 = .1;
// Percent a year over bonds; the federal rate on corporate income (26 U.S.C. 11); tonnes of carbon for
// a thousand dollars of energy at today's price; dollars a tonne, of which there is no federal one; what
// a forward costs over today's price, percent.
PREMIUM = 4.5; TAX_RATE = .21; INTENSITY = 5; CARBON = 0; FORWARD = 5;
// Of goods that American manufacturing bought from farms, mines and factories in 2019 the imported part
// (503.0 of 2,199.4 billion dollars); of what it sold the exported part (820.1 of 6,108.6): OECD
// Inter-Country Input-Output Tables, edition of 2023. Buyers abroad go on spending as much (assumed), so
// that volumes fall by what prices rise: an elasticity of one.
IMPORTED = .2287; EXPORTED = .1343; ABROAD = 1;
OUTPUT_0 = 100; PRICE_0 = 100; MATERIALS_0 = 100; WAGE_0 = 1; OIL_0 = 1; ROLLED_0 = 1;
IMPORTS_0 = 100; TARIFF_0 = 2;
@#for K in ALL
COST_@{K} = 0; SALES_@{K} = 0; BUYS_@{K} = 0; LABOUR_@{K} = 0; ENERGY_@{K} = 0; OVERHEAD_@{K} = 0;
CYCLE_@{K} = 1; HOURS_@{K} = .5; WEAR_@{K} = .02;
@#endfor

model;
[name='output', title='output of the industry | 行业产出', estimate='ols']
100*diff(log(OUTPUT)) = q0 + q1*GROWTH + q2*GROWTH(-1) + q3*100*diff(log(OUTPUT(-1)));
[name='prices', title='prices of finished goods | 制成品价格', estimate='ols']
100*diff(log(PRICE)) = p0 + p1*INFL + p2*100*diff(log(PRICE(-1))) + p3*100*diff(log(IMPORTS));
[name='materials', title='prices of materials | 材料价格', estimate='ols']
100*diff(log(MATERIALS)) = m0 + m1*INFL + m2*100*diff(log(MATERIALS(-1))) + m3*100*diff(log(IMPORTS));
[name='wages', title='wages | 工资', estimate='ols']
100*diff(log(WAGE)) = w0 + w1*100*diff(log(WAGE(-1))) + w2*INFL(-1);
[name='oil', title='price of oil | 油价', estimate='ols']
100*diff(log(OIL)) = o0 + o1*diff(INFL);
[name='dollar', title='dollar | 美元', estimate='ols']
100*diff(log(DOLLAR)) = d0 + d1*100*diff(log(DOLLAR(-1))) + d2*INFL;
[name='imports', title='prices of imports | 进口价格', estimate='ols']
100*diff(log(IMPORTS)) = i0 + i1*100*diff(log(DOLLAR)) + i2*100*diff(log(OIL)) + i3*100*diff(log(IMPORTS(-1)));
[name='bonds', title='yield of bonds | 国债收益率', estimate='ols']
BONDS = b0 + b1*BONDS(-1) + b2*r + b3*(r - r(-1));

CAPITAL_COST = BONDS + PREMIUM;
ROLLED = ROLLED(-1)*(1 + CAPITAL_COST/400);

[name='tariff', title='tariff on imports | 进口关税'] TARIFF = TARIFF_0;
[name='tariff abroad', title='tariffs met abroad | 国外关税'] TARIFF_ABROAD = 0;
[name='carbon price', title='price of carbon | 碳价'] CARBON_PRICE = CARBON;
DEMAND = OUTPUT/OUTPUT_0*(1 - EXPORTED + EXPORTED*(1 + TARIFF_ABROAD/100)^(-ABROAD));
INPUTS = (1 - IMPORTED)*MATERIALS/MATERIALS_0 + IMPORTED*IMPORTS/IMPORTS_0*(100 + TARIFF)/(100 + TARIFF_0);
ENERGY = OIL/OIL_0 + INTENSITY*CARBON_PRICE/1000;

[name='HEDGE'] HEDGE = 0;
STOCK_BASE = COST_BASE;
MADE_BASE = SALES_BASE*PRICE/PRICE_0*DEMAND^CYCLE_BASE
          - BUYS_BASE*INPUTS*DEMAND^CYCLE_BASE
          - LABOUR_BASE*WAGE/WAGE_0*(1 - HOURS_BASE + HOURS_BASE*DEMAND)
          - ENERGY_BILL
          - OVERHEAD_BASE*PRICE/PRICE_0;
ENERGY_BILL = ENERGY_BASE*ENERGY*DEMAND;
VALUE_BASE = ((1 - TAX_RATE)*(MADE_BASE - WEAR_BASE*STOCK_BASE) - CAPITAL_COST/400*STOCK_BASE)*ROLLED_0/ROLLED;

@#for K in PROJECTS
[name='@{K}'] DO_@{K} = 0;
STOCK_@{K} = COST_@{K}*DO_@{K};
MADE_@{K} = DO_@{K}*(
            SALES_@{K}*PRICE/PRICE_0*DEMAND^CYCLE_@{K}
          - BUYS_@{K}*INPUTS*DEMAND^CYCLE_@{K}
          - LABOUR_@{K}*WAGE/WAGE_0*(1 - HOURS_@{K} + HOURS_@{K}*DEMAND)
          - ENERGY_@{K}*ENERGY*DEMAND
          - OVERHEAD_@{K}*PRICE/PRICE_0);
VALUE_@{K} = ((1 - TAX_RATE)*(MADE_@{K} - WEAR_@{K}*STOCK_@{K}) - CAPITAL_COST/400*STOCK_@{K})*ROLLED_0/ROLLED;
@#endfor

HEDGED = (1 - TAX_RATE)*HEDGE*ENERGY_BASE*(OIL/OIL_0 - 1 - FORWARD/100)*ROLLED_0/ROLLED;
VALUE = HEDGED
@#for K in ALL
      + VALUE_@{K}
@#endfor
;
RETURN = 400*(1 - TAX_RATE)*(MADE_BASE - WEAR_BASE*STOCK_BASE)/STOCK_BASE;
OUTLAY = 0
@#for K in PROJECTS
      + COST_@{K}*DO_@{K}
@#endfor
;
EITHER = DO_ROBOTS + DO_CELLS;
ORDER = DO_SECOND - DO_PLANT;
end;
