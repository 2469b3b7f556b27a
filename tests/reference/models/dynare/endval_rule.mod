// To first order a model is solved where endval has put its exogenous variables.
var k c;
varexo a e;
parameters al be de;
al = .36; be = .96; de = .08;

model;
1/c = be/c(+1)*(al*a(+1)*k^(al-1) + 1 - de);
k = a*exp(e)*k(-1)^al + (1-de)*k(-1) - c;
end;

initval;
a = 1; k = 5; c = 1;
end;
steady;

endval;
a = 1.2; k = 7; c = 1.5;
end;
steady(tolf=1e-14);

shocks;
var e; stderr .01;
end;

check;
stoch_simul(order=1, irf=0);
