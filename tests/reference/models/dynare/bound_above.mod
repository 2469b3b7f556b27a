// An upper bound, on a variable of a backward-looking and forward-looking rule.
var i y r;
varexo u;
parameters a;
a = 0.4;
model;
y = a*y(+1) + 0.3*y(-1) - 0.2*(i - r);
r = 0.7*r(-1) + u;
[mcp = 'i < 1.5']
i = 0.5*i(-1) + 1.5*y + r;
end;
steady;
shocks;
var u;
periods 2;
values 4;
end;
perfect_foresight_setup(periods = 40);
perfect_foresight_solver(lmmcp);
