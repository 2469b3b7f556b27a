// Fibre takes the place of copper: by itself, by a subsidy, and faster when incomes are high.

var LINES_FIBRE  (long_name='Fibre lines | 光纤线路')
    LINES_COPPER (long_name='Copper lines | 铜缆线路')
    SHARE        (long_name='Share of fibre | 光纤占比')
    COST         (long_name='Cost of the subsidy | 补贴成本');

varexo SUBSIDY (long_name='Subsidy to a new fibre line | 新增光纤线路补贴')
       INCOME  (long_name='Income of the town | 全镇收入');

parameters lines drift pull;
lines = 20; drift = 0.5; pull = 0.15;

model;
[name='fibre']
LINES_FIBRE = LINES_FIBRE(-1) + (drift + pull*SUBSIDY)*INCOME/100;

[name='copper']
LINES_COPPER = lines - LINES_FIBRE;

[name='share']
SHARE = 100*LINES_FIBRE/(LINES_FIBRE + LINES_COPPER);

[name='cost']
COST = 0.1*SUBSIDY*(LINES_FIBRE - LINES_FIBRE(-1));
end;
