FROM --platfrm=x scratch
