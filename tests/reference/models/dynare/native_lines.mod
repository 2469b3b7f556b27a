var a b;
varexo e;
parameters r s;
r = 0.5;
s_val = r*2;
s = s_val/3;
disp('hello'); 
model;
a = r*a(-1)+e;
b = 0.5*b(+1) + s*a;
end;
x = [1 2 3];
options_.noprint = 1;
shocks; var e; stderr 0.1; end;
for tinb = 1:2
  tmp = tinb;
end
if 1 > 2
  disp('never')
end
stoch_simul(order=1, irf=0, nograph);
yy = oo_.dr.ghx(1,1);
