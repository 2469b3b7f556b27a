// Trade among regions whose goods differ by origin, in changes against a base year ("exact hat
// algebra"): Armington 1969, IMF Staff Papers 16(1); Dekle, Eaton and Kortum 2008, IMF Staff
// Papers 55(3); with tariff revenue as in Costinot and Rodriguez-Clare 2014, Handbook of
// International Economics 4, section 2.
// Buyers feel a tariff gradually: pace of the gap to the levied rate closes in a year. Wages W,
// prices P and welfare V are multiples of the base year; world factor income is the numeraire.
// Output, spending and deficits are in the table's units, tariffs in percent.
//
// With HOME (home.mod) shares of spending go on from what they were: against home goods they change
// as prices and tariffs do, and by a disturbance, what buyers do that prices don't explain. It
// moves no price. The price index is Tornqvist's, of prices and shares of this year and the last, so
// that neither shares nor prices that are observed turn on the elasticity, which is uncertain:
// sigma*exp(doubt), or least where that is more. Without HOME costs C move shares and prices, whose index is exact.

var CHECK (long_name='World factor income | 世界要素收入');

parameters sigma pace;
pace = 1;
@#ifdef HOME
parameters doubt least;
doubt = 0;
least = 0;
@#endif

@#for j in REGIONS
var W_@{j} P_@{j} E_@{j} V_@{j} X_@{j} M_@{j} R_@{j} TOT_@{j};
@#ifdef HOME
var FLOW_@{j};
@#endif
varexo A_@{j} D_@{j};
parameters y_@{j} e_@{j};
@#for i in REGIONS
var S_@{i}_@{j};
parameters s_@{i}_@{j} z_@{i}_@{j};
@#if i != j
var F_@{i}_@{j};
@#ifdef HOME
var T_@{i}_@{j};
@#else
varexo T_@{i}_@{j} C_@{i}_@{j};
@#endif
parameters t_@{i}_@{j};
@#endif
@#endfor
@#endfor

model;
@#for j in REGIONS
@#for i in REGIONS
@#if i != j
[name='tariff felt @{i} @{j}']
F_@{i}_@{j} = pace*T_@{i}_@{j} + (1 - pace)*F_@{i}_@{j}(-1);

@#ifdef HOME
[name='share @{i} @{j}']
log(S_@{i}_@{j}/S_@{j}_@{j}) = log(S_@{i}_@{j}(-1)/S_@{j}_@{j}(-1)) + (1 - max(least, sigma*exp(doubt)))*(
  log(W_@{i}/A_@{i}*(100 + F_@{i}_@{j})*A_@{j}/W_@{j})
  - log(W_@{i}(-1)/A_@{i}(-1)*(100 + F_@{i}_@{j}(-1))*A_@{j}(-1)/W_@{j}(-1)));
@#else
[name='share @{i} @{j}']
S_@{i}_@{j} = s_@{i}_@{j}*(W_@{i}/A_@{i}*C_@{i}_@{j}*(100 + F_@{i}_@{j})
              /((100 + t_@{i}_@{j})*P_@{j}))^(1 - sigma);
@#endif
@#else
@#ifdef HOME
[name='share @{i} @{j}']
S_@{j}_@{j} = 1
@#for k in REGIONS
@#if k != j
  - S_@{k}_@{j}
@#endif
@#endfor
;
@#else
[name='share @{i} @{j}']
S_@{i}_@{j} = s_@{i}_@{j}*(W_@{i}/A_@{i}/P_@{j})^(1 - sigma);
@#endif
@#endif
@#endfor

[name='price @{j}']
@#ifdef HOME
log(P_@{j}) = log(P_@{j}(-1))
@#for i in REGIONS
@#if i != j
  + (S_@{i}_@{j} + S_@{i}_@{j}(-1))/2*log(W_@{i}/W_@{i}(-1)*A_@{i}(-1)/A_@{i}
    *(100 + F_@{i}_@{j})/(100 + F_@{i}_@{j}(-1)))
@#else
  + (S_@{j}_@{j} + S_@{j}_@{j}(-1))/2*log(W_@{j}/W_@{j}(-1)*A_@{j}(-1)/A_@{j})
@#endif
@#endfor
;
@#else
P_@{j}^(1 - sigma) = 0
@#for i in REGIONS
@#if i != j
  + s_@{i}_@{j}*(W_@{i}/A_@{i}*C_@{i}_@{j}*(100 + F_@{i}_@{j})/(100 + t_@{i}_@{j}))^(1 - sigma)
@#else
  + s_@{i}_@{j}*(W_@{i}/A_@{i})^(1 - sigma)
@#endif
@#endfor
;
@#endif

[name='imports @{j}']
M_@{j} = 0
@#for i in REGIONS
@#if i != j
  + S_@{i}_@{j}*E_@{j}/(1 + F_@{i}_@{j}/100)
@#endif
@#endfor
;

[name='revenue @{j}']
R_@{j} = 0
@#for i in REGIONS
@#if i != j
  + F_@{i}_@{j}/100*S_@{i}_@{j}*E_@{j}/(1 + F_@{i}_@{j}/100)
@#endif
@#endfor
;

[name='spending @{j}']
E_@{j} = y_@{j}*W_@{j} + R_@{j} + D_@{j}
@#ifdef HOME
  + FLOW_@{j}
@#endif
;

[name='exports @{j}']
X_@{j} = 0
@#for i in REGIONS
@#if i != j
  + S_@{j}_@{i}*E_@{i}/(1 + F_@{j}_@{i}/100)
@#endif
@#endfor
;

[name='welfare @{j}']
V_@{j} = E_@{j}/(e_@{j}*P_@{j});

[name='terms of trade @{j}']
log(TOT_@{j}) = log(W_@{j}/A_@{j})
@#for i in REGIONS
@#if i != j
  - z_@{i}_@{j}*log(W_@{i}/A_@{i})
@#endif
@#endfor
;

// One market clears when the others do; its place takes the numeraire.
@#if j != REGIONS[1]
[name='market @{j}']
y_@{j}*W_@{j} = S_@{j}_@{j}*E_@{j} + X_@{j};
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
