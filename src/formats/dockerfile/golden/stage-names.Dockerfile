FROM scratch AS Build-1.x_y
from scratch As two
FROM scratch
