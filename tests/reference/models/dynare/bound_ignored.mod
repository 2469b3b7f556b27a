// Without lmmcp a bound in a tag is only a tag.
var i r;
varexo u;
model;
r = 0.5*r(-1) + u;
[mcp = 'i > -2']
i = 0.3*i(+1) + r;
end;
shocks;
var u;
periods 1;
values -8;
end;
perfect_foresight_setup(periods = 40);
perfect_foresight_solver;
