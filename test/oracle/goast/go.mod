module goast

go 1.21
