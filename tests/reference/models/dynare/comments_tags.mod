var y, z
    k;
varexo e
 u;
parameters a,b
c;
a=.5;b=.25;
c=a^2+b^-1;
model;
[name='one', static_tag='x']
y=a*y(-1)+e ;
[ name = 'two' ] // comment ; with semicolon
z=b*z(-1)+ // continued
   y(-1)^2 % more
   +u;
/* = ; */ k=c*k(-1)/(1+c)+z(+1)-y*(-1);
end;
shocks;
var e;
stderr 0.1;
var u
; stderr
 .2 ;
end;
stoch_simul(order=1,irf=0,noprint,nograph,
  ar=5) y
  z;
