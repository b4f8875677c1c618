"""Two torch threads on two busy cores are many times slower than one."""

import torch

torch.set_num_threads(1)
