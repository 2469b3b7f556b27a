var pi, i ,Y ; varexo eps, e1;
parameters inf_, alpha, a1 (long_name='in % of GDP // not a comment'), b1 $\beta_1$ (long_name='x', country='US');
alpha = 1.; a1=.5e0 ; b1 = (1e-1)*2 ; inf_ = exp(1)-sqrt(4)^-1;
model ;
pi = a1*pi(-1)^(+1) - -b1*i(- 1) + eps ; # ww = pi( +1 ) ;
i = 0.2*ww^+1 + 2^-(1)*Y*(Y<inf_)+ (a1==.5)*e1;
Y = b1*Y( -1 )*+1 + (pi >= 0)*(pi<=1)*pi
  + min(max(pi,-1),1) // foo
;
end ;
initval ; pi = 0 ; end ;
steady ; 
shocks ; var eps = 1 ; var e1 ; stderr 2 ; var eps , e1 = .5 ; end ;
stoch_simul ( order = 1 , irf = 0 , noprint , nograph ) pi Y ;
