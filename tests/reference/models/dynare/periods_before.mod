// How many periods there are, said before the command that has them.
var y x;
varexo e;
parameters r;
r = .8;

model;
y = r*y(-1) + .1*y(+1) + e;
x = exp(y(+2)*e(+1)) - 1;
end;

initval;
y = 0; x = 0;
end;
steady;
check;

shocks;
var e; periods 2 3:4; values 1 .5;
end;

periods 40;
simul;
