// Trade of regions in sectors that buy from one another, in changes against a base year: Caliendo and
// Parro 2015, Review of Economic Studies 82(1), equations 10 to 15. One factor a region, mobile
// between sectors; tariff revenue is spent by who levies it; deficits D are given.
// Wages W, costs C, prices P and consumption prices PC are multiples of the base year; world factor
// income is the numeraire. Output Q, spending X and revenue R are in the table's units, tariffs in
// percent. RISE of a sector are points that HOME adds to its tariffs on all others' goods.

var CHECK (long_name='World factor income | 世界要素收入');

@#for s in SECTORS
parameters theta_@{s};
varexo RISE_@{s};
@#endfor

@#for j in REGIONS
var W_@{j} PC_@{j} V_@{j} R_@{j} RW_@{j};
varexo D_@{j};
parameters y_@{j} e_@{j};
@#for s in SECTORS
var C_@{s}_@{j} P_@{s}_@{j} Q_@{s}_@{j} X_@{s}_@{j};
parameters va_@{s}_@{j} a_@{s}_@{j};
@#for k in SECTORS
parameters g_@{k}_@{s}_@{j};
@#endfor
@#for i in REGIONS
parameters p_@{s}_@{i}_@{j} t_@{s}_@{i}_@{j};
@#endfor
@#endfor
@#endfor

model;
@#for j in REGIONS
@#for s in SECTORS
[name='cost @{s} @{j}']
log(C_@{s}_@{j}) = va_@{s}_@{j}*log(W_@{j})
@#for k in SECTORS
  + g_@{k}_@{s}_@{j}*log(P_@{k}_@{j})
@#endfor
;

[name='price @{s} @{j}']
P_@{s}_@{j}^(-theta_@{s}) = 0
@#for i in REGIONS
@#if j == HOME && i != HOME
  + p_@{s}_@{i}_@{j}*(C_@{s}_@{i}*(100 + t_@{s}_@{i}_@{j} + RISE_@{s})/(100 + t_@{s}_@{i}_@{j}))^(-theta_@{s})
@#else
  + p_@{s}_@{i}_@{j}*C_@{s}_@{i}^(-theta_@{s})
@#endif
@#endfor
;

[name='output @{s} @{j}']
Q_@{s}_@{j} = 0
@#for i in REGIONS
@#if i == HOME && j != HOME
  + p_@{s}_@{j}_@{i}*(C_@{s}_@{j}*(100 + t_@{s}_@{j}_@{i} + RISE_@{s})/((100 + t_@{s}_@{j}_@{i})*P_@{s}_@{i}))^(-theta_@{s})
    *X_@{s}_@{i}/(1 + (t_@{s}_@{j}_@{i} + RISE_@{s})/100)
@#else
  + p_@{s}_@{j}_@{i}*(C_@{s}_@{j}/P_@{s}_@{i})^(-theta_@{s})*X_@{s}_@{i}/(1 + t_@{s}_@{j}_@{i}/100)
@#endif
@#endfor
;

[name='spending @{s} @{j}']
X_@{s}_@{j} = a_@{s}_@{j}*(y_@{j}*W_@{j} + R_@{j} + D_@{j})
@#for k in SECTORS
  + g_@{s}_@{k}_@{j}*Q_@{k}_@{j}
@#endfor
;
@#endfor

[name='revenue @{j}']
R_@{j} = 0
@#for s in SECTORS
@#for i in REGIONS
@#if i != j
@#if j == HOME
  + (t_@{s}_@{i}_@{j} + RISE_@{s})/(100 + t_@{s}_@{i}_@{j} + RISE_@{s})*X_@{s}_@{j}
    *p_@{s}_@{i}_@{j}*(C_@{s}_@{i}*(100 + t_@{s}_@{i}_@{j} + RISE_@{s})/((100 + t_@{s}_@{i}_@{j})*P_@{s}_@{j}))^(-theta_@{s})
@#else
  + t_@{s}_@{i}_@{j}/(100 + t_@{s}_@{i}_@{j})*X_@{s}_@{j}*p_@{s}_@{i}_@{j}*(C_@{s}_@{i}/P_@{s}_@{j})^(-theta_@{s})
@#endif
@#endif
@#endfor
@#endfor
;

[name='consumption price @{j}']
log(PC_@{j}) = 0
@#for s in SECTORS
  + a_@{s}_@{j}*log(P_@{s}_@{j})
@#endfor
;

[name='welfare @{j}']
V_@{j} = (y_@{j}*W_@{j} + R_@{j} + D_@{j})/(e_@{j}*PC_@{j});

[name='real wage @{j}']
RW_@{j} = W_@{j}/PC_@{j};

// One market clears when the others do; its place takes the numeraire.
@#if j != REGIONS[1]
[name='market @{j}']
y_@{j}*W_@{j} = 0
@#for s in SECTORS
  + va_@{s}_@{j}*Q_@{s}_@{j}
@#endfor
;
@#endif
@#endfor

[name='numeraire']
CHECK = 0
@#for j in REGIONS
  + y_@{j}*W_@{j}
@#endfor
;

[name='world income']
0 = CHECK
@#for j in REGIONS
  - y_@{j}
@#endfor
;
end;
