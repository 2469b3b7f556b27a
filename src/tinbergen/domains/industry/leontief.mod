// Industries tied by inputs: what investment credits, a subsidy and research support do to output,
// jobs, costs and emissions, on a yearly step.
// Quantities follow final demand by Leontief's coefficients, costs by the price model's; all
// coefficients and the list SECTORS come from the case's input-output table. Productivity saves
// primary inputs, whose part in costs (q) is the table's own: v relates value added at other prices
// and of another source to output, and with it prices could fall by more than productivity rises.
// Capital follows its user cost (Hall and Jorgenson 1967): a tax credit makes it cheaper, firms
// want more of it and close a share lambda of the gap each year. The investment is demand while it
// lasts, and cheaper capital is lower costs. Per unit of output the
// added capital saves labour: a credit to a sector that sells little of its fall in cost on to
// buyers can cost jobs there.
// Instruments and shocks are 0 when nothing happens. Amounts in billion yen at the prices of the
// table, jobs in thousands, emissions in million tonnes.

@#define CREDITED = ["MAN", "UTL", "TRN", "SER"]

var GO     (long_name='Gross output | 总产出')
    VALUE  (long_name='Value added | 增加值')
    JOBS   (long_name='Persons engaged | 就业人数')
    GHG    (long_name='Emissions of industries | 行业排放')
    COST   (long_name='Cost of the measures | 措施成本')
    COSTS  (long_name='Producer prices against no measures | 生产者价格相对无措施的变动')
    INVEST (long_name='Investment that the credits bring | 抵免带来的投资')
    KNOW   (long_name='Productivity that research support brings | 研发支持带来的生产率')
@#for s in SECTORS
    X_@{s} V_@{s} F_@{s} D_@{s} P_@{s} W_@{s} K_@{s} EMP_@{s} LP_@{s} B_@{s}
@#endfor
@#for s in CREDITED
    I_@{s}
@#endfor
@#for s in ["MAN", "CON", "TRN"]
    UTIL_@{s}
@#endfor
    ;

varexo DEMAND         (long_name='Final demand at home | 国内最终需求')
       EXPORT_DEMAND  (long_name='Demand for exports | 出口需求')
       INPUT_COST     (long_name='Prices of imported inputs | 进口投入品价格')
       PRODUCTIVITY   (long_name='Productivity of all sectors | 各部门生产率')
       HOARDED        (long_name='Jobs kept beyond need | 超出所需而保留的就业')
       SUBSIDY_MAN    (long_name='Subsidy to manufacturing | 制造业补贴')
       RDSUPPORT      (long_name='Support of research | 研发支持')
@#for s in CREDITED
       CREDIT_@{s}
@#endfor
@#for s in ["MAN", "CON", "TRN"]
       TOP_@{s}
@#endfor
    ;

parameters eta lambda delta tau z epsilon rho gamma deltar research
@#for s in SECTORS
    g_@{s} h_@{s} e_@{s} b_@{s} m_@{s} q_@{s} u_@{s} s_@{s} x_@{s} n_@{s} k_@{s} v_@{s} c_@{s}
  @#for t in SECTORS
    a_@{s}_@{t} l_@{s}_@{t}
  @#endfor
@#endfor
    ;

eta = 0.7;       // user cost elasticity of capital
lambda = 0.3;    // share of the gap of capital closed in a year
delta = 0.1;     // depreciation of capital
tau = 0.35;      // tax rate on profits
z = 0.8;         // present value of depreciation allowances
epsilon = 0.5;   // price elasticity of final demand
rho = 0.5;       // research that a percent of support brings, percent
gamma = 0.08;    // productivity that a percent of research capital brings, percent
deltar = 0.15;   // depreciation of research capital
research = 12692; // research that the support is paid on
@#for s in SECTORS
g_@{s} = 0; h_@{s} = 0;
@#endfor

model;
@#for s in SECTORS
[name='output of @{s}']
X_@{s} = V_@{s}/v_@{s};

[name='final demand for @{s}']
F_@{s} = X_@{s}
  @#for t in SECTORS
         - a_@{s}_@{t}*X_@{t}
  @#endfor
         ;

[name='underlying demand for @{s}']
D_@{s} = (F_@{s} - b_@{s}*INVEST)
         /(1 + ((1 - e_@{s})*DEMAND + e_@{s}*EXPORT_DEMAND - epsilon*P_@{s})/100);

[name='demand for @{s}', estimate='ols']
100*diff(log(D_@{s})) = g_@{s};

[name='prices of @{s}']
P_@{s} = 0
  @#for t in SECTORS
    @#if t == "MAN"
         + l_@{t}_@{s}*(m_@{t}*INPUT_COST + u_@{t}*W_@{t} - q_@{t}*(PRODUCTIVITY + KNOW)
                        - 100*SUBSIDY_MAN/X_MAN)
    @#else
         + l_@{t}_@{s}*(m_@{t}*INPUT_COST + u_@{t}*W_@{t} - q_@{t}*PRODUCTIVITY)
    @#endif
  @#endfor
         ;

  @#if s in CREDITED
[name='user cost of @{s}']
W_@{s} = 100*log((1 - CREDIT_@{s}/100 - tau*z)/(1 - tau*z));

[name='capital of @{s}']
K_@{s} = (1 - lambda)*K_@{s}(-1) - eta*lambda*W_@{s};

[name='investment of @{s}']
I_@{s} = k_@{s}*(K_@{s} - (1 - delta)*K_@{s}(-1))/100;
  @#else
[name='user cost of @{s}']
W_@{s} = 0*DEMAND;

[name='capital of @{s}']
K_@{s} = 0*DEMAND;
  @#endif

[name='labour productivity of @{s}']
LP_@{s} = 1000*V_@{s}/EMP_@{s};

[name='underlying productivity of @{s}']
  @#if s == "MAN"
B_@{s} = LP_@{s}/(1 + (PRODUCTIVITY + KNOW + s_@{s}*K_@{s} - HOARDED)/100);
  @#else
B_@{s} = LP_@{s}/(1 + (PRODUCTIVITY + s_@{s}*K_@{s} - HOARDED)/100);
  @#endif

[name='productivity of @{s}', estimate='ols']
100*diff(log(B_@{s})) = h_@{s};
@#endfor

[name='investment']
INVEST = 0
@#for s in CREDITED
         + I_@{s}
@#endfor
         ;

[name='knowledge']
KNOW = (1 - deltar)*KNOW(-1) + gamma*rho*deltar*100*RDSUPPORT(-1)/research;

[name='cost']
COST = RDSUPPORT + SUBSIDY_MAN
@#for s in CREDITED
       + CREDIT_@{s}/100*(n_@{s}*X_@{s}/x_@{s} + I_@{s})
@#endfor
       ;

[name='gross output']
GO = 0
@#for s in SECTORS
     + X_@{s}
@#endfor
     ;

[name='value added']
VALUE = 0
@#for s in SECTORS
     + V_@{s}
@#endfor
     ;

[name='jobs']
JOBS = 0
@#for s in SECTORS
     + EMP_@{s}
@#endfor
     ;

[name='emissions']
GHG = 0
@#for s in SECTORS
     + c_@{s}*X_@{s}
@#endfor
     ;

[name='producer prices']
COSTS = (0
@#for s in SECTORS
     + x_@{s}*P_@{s}
@#endfor
     )/(0
@#for s in SECTORS
     + x_@{s}
@#endfor
     );

@#for s in ["MAN", "CON", "TRN"]
[name='capacity of @{s}']
UTIL_@{s} = 100*V_@{s}/(TOP_@{s}*(1 + s_@{s}*K_@{s}/100));
@#endfor
end;
