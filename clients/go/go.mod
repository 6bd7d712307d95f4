module example.invalid/kps-tasks

go 1.23
