// A manufacturer on any picture of the economy, by the year: what it makes follows an industry whose
// output and prices are estimated on growth and inflation; what it pays for labour and everything
// else it buys follows prices at large. Profits are economic ones: after tax, wear and the cost of
// the capital in place, in today's money. DO_ is 1 where a project is done: nothing is done unless a
// plan says so.

@#define PROJECTS = ["LINE", "ROBOTS"]
@#define ALL = ["BASE"] + PROJECTS

var OUTPUT    (long_name='Output of the industry | 行业产出')
    PRICE     (long_name='Prices of the industry | 行业价格')
    COSTS     (long_name='Prices of what it buys | 投入价格')
    CAPITAL_COST (long_name='Cost of capital | 资本成本')
    ROLLED    (long_name='A unit of money rolled over at the cost of capital | 按资本成本滚存的一单位货币')
    @#for K in PROJECTS
    DO_@{K}     (long_name='Done, @{K} | 实施，@{K}')
    @#endfor
    @#for K in ALL
    STOCK_@{K}  (long_name='Capital in place, @{K} | 在用资本，@{K}')
    MADE_@{K}   (long_name='Operating profit, @{K} | 营业利润，@{K}')
    VALUE_@{K}  (long_name='Economic profit today, @{K} | 经济利润现值，@{K}')
    @#endfor
    VALUE     (long_name='Economic profit, today | 经济利润现值')
    RETURN    (long_name='Return on capital in place | 在用资本回报率')
    OUTLAY    (long_name='Outlays | 资本支出');

varexo GROWTH INFL r;

parameters q0 q1 p0 p1 PREMIUM TAX_RATE OUTPUT_0 PRICE_0
    @#for K in ALL
           COST_@{K} SALES_@{K} LABOUR_@{K} HOURS_@{K} WEAR_@{K}
    @#endfor
;
q0 = -1; q1 = 2; p0 = -1; p1 = .5;
// Percent over the short rate, stylised; the effective rate on corporate income of fiscal 2014.
PREMIUM = 3; TAX_RATE = .3462; OUTPUT_0 = 100; PRICE_0 = 100;
@#for K in ALL
COST_@{K} = 0; SALES_@{K} = 0; LABOUR_@{K} = 0; HOURS_@{K} = .5; WEAR_@{K} = .0448;
@#endfor

model;
[name='output', title='output of the industry | 行业产出', estimate='ols']
100*diff(log(OUTPUT)) = q0 + q1*GROWTH;
[name='prices', title='prices of the industry | 行业价格', estimate='ols']
100*diff(log(PRICE)) = p0 + p1*INFL;
COSTS = COSTS(-1)*(1 + INFL/100);
CAPITAL_COST = r + PREMIUM;
ROLLED = ROLLED(-1)*(1 + CAPITAL_COST/100);

STOCK_BASE = COST_BASE;
@#for K in PROJECTS
[name='@{K}'] DO_@{K} = 0;
STOCK_@{K} = COST_@{K}*DO_@{K};
MADE_@{K} = DO_@{K}*(SALES_@{K}*PRICE/PRICE_0*OUTPUT/OUTPUT_0
          - LABOUR_@{K}*COSTS*(1 - HOURS_@{K} + HOURS_@{K}*OUTPUT/OUTPUT_0));
VALUE_@{K} = ((1 - TAX_RATE)*(MADE_@{K} - WEAR_@{K}*STOCK_@{K}) - CAPITAL_COST/100*STOCK_@{K})/ROLLED;
@#endfor
MADE_BASE = SALES_BASE*PRICE/PRICE_0*OUTPUT/OUTPUT_0
          - LABOUR_BASE*COSTS*(1 - HOURS_BASE + HOURS_BASE*OUTPUT/OUTPUT_0);
VALUE_BASE = ((1 - TAX_RATE)*(MADE_BASE - WEAR_BASE*STOCK_BASE) - CAPITAL_COST/100*STOCK_BASE)/ROLLED;
VALUE = 0
@#for K in ALL
      + VALUE_@{K}
@#endfor
;
RETURN = 100*(1 - TAX_RATE)*(MADE_BASE - WEAR_BASE*STOCK_BASE)/STOCK_BASE;
OUTLAY = 0
@#for K in PROJECTS
      + COST_@{K}*DO_@{K}
@#endfor
;
end;
