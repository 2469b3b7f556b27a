// Trade policy of one region, HOME, in a world of regions (armington.mod): tariffs on each partner,
// partners that answer, agreements that cut tariffs both ways, and what comes of them at home.
// ANSWER: points that a partner adds for each point that home adds to its tariff on it; answer is
// what is expected.
// CHARGE, a charge on capital that comes in, lowers the net inflow by kappa points of income for each
// percent; the partners keep the capital, in proportion to their incomes.
// RISE and RISE_ABROAD are tariffs on all that no one answers (scenarios). WORLD is world
// income in current dollars, a multiple of the base year's.

@#include "armington.mod"

var TARIFF         (long_name='Average tariff | 平均关税')
    TARIFF_ABROAD  (long_name='Average tariff met abroad | 国外所遇平均关税')
    EXPORTS        (long_name='Exports | 出口')
    IMPORTS        (long_name='Imports | 进口')
    IMPORT_PRICE   (long_name='Price of imports | 进口价格')
    OPENNESS       (long_name='Openness | 开放度')
    CAPITAL_INFLOW (long_name='Net capital inflow | 净资本流入')
    WELFARE        (long_name='Real spending | 实际支出')
    FORGONE        (long_name='Tariff revenue forgone | 放弃的关税收入');
varexo WORLD       (long_name='World income | 世界收入')
       CHARGE      (long_name='Charge on capital inflows | 资本流入费')
       RISE        (long_name='Rise of all tariffs | 全部关税上调')
       RISE_ABROAD (long_name='Rise of all tariffs met abroad | 国外所遇关税全部上调');
parameters answer kappa;
answer = 1;
kappa = 0.5;
@#for i in PARTNERS
var ANSWER_@{i} FROM_@{i} TO_@{i};
varexo RATE_@{i} MET_@{i} AGREEMENT_@{i};
@#endfor
@#for i in REGIONS
@#for j in REGIONS
@#if i != j && i != HOME && j != HOME
varexo THIRD_@{i}_@{j};
@#endif
@#endfor
@#endfor

model;
[name='capital @{HOME}']
FLOW_@{HOME} = -kappa/100*CHARGE*y_@{HOME}*W_@{HOME};

@#for i in PARTNERS
[name='capital @{i}']
FLOW_@{i} = kappa/100*CHARGE*y_@{HOME}*W_@{HOME}*y_@{i}/(0
@#for k in PARTNERS
  + y_@{k}
@#endfor
  );

[name='tariff on @{i}']
T_@{i}_@{HOME} = RATE_@{i}*(1 - AGREEMENT_@{i}/100) + RISE;

[name='answer of @{i}']
ANSWER_@{i} = answer;

[name='tariff of @{i}']
T_@{HOME}_@{i} = (MET_@{i} + ANSWER_@{i}*(RATE_@{i} - t_@{i}_@{HOME}))*(1 - AGREEMENT_@{i}/100)
                 + RISE_ABROAD;

[name='imports from @{i}']
FROM_@{i} = S_@{i}_@{HOME}*E_@{HOME}/(1 + F_@{i}_@{HOME}/100)*WORLD;

[name='exports to @{i}']
TO_@{i} = S_@{HOME}_@{i}*E_@{i}/(1 + F_@{HOME}_@{i}/100)*WORLD;
@#endfor

@#for i in REGIONS
@#for j in REGIONS
@#if i != j
@#if i != HOME && j != HOME
[name='tariff of @{j} on @{i}']
T_@{i}_@{j} = THIRD_@{i}_@{j};
@#endif
@#endif
@#endfor
@#endfor

[name='average tariff']
TARIFF = 100*R_@{HOME}/M_@{HOME};

[name='average tariff abroad']
TARIFF_ABROAD = (0
@#for i in PARTNERS
  + F_@{HOME}_@{i}*S_@{HOME}_@{i}*E_@{i}/(1 + F_@{HOME}_@{i}/100)
@#endfor
  )/X_@{HOME};

[name='exports']
EXPORTS = X_@{HOME}*WORLD;

[name='imports']
IMPORTS = M_@{HOME}*WORLD;

[name='price of imports']
IMPORT_PRICE = 0
@#for i in PARTNERS
  + 100*z_@{i}_@{HOME}*W_@{i}/A_@{i}*(100 + F_@{i}_@{HOME})/(100 + t_@{i}_@{HOME})
@#endfor
;

[name='openness']
OPENNESS = 100*(X_@{HOME} + M_@{HOME})/(y_@{HOME}*W_@{HOME});

[name='capital inflow']
CAPITAL_INFLOW = 100*(M_@{HOME} - X_@{HOME})/(y_@{HOME}*W_@{HOME});

[name='real spending']
WELFARE = 100*V_@{HOME};

[name='revenue forgone']
FORGONE = (0
@#for i in PARTNERS
  + t_@{i}_@{HOME}/(100 + t_@{i}_@{HOME})*s_@{i}_@{HOME}*e_@{HOME}
@#endfor
  - R_@{HOME})*WORLD;
end;
