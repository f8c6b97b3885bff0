# glmnet by the rules of the comparison (peer.h): DATA.npy LOSS L2 FOLDER BUDGET.
suppressMessages(library(glmnet))
argument <- commandArgs(trailingOnly = TRUE)
l2 <- as.numeric(argument[3])
budget <- as.numeric(argument[5])

# The header of an NPY file: magic, version, the length of a Python dict, the dict.
file <- file(argument[1], "rb")
readBin(file, "raw", 8)
header <- rawToChar(readBin(file, "raw", readBin(file, "integer", size = 2, endian = "little")))
shape <- as.numeric(strsplit(gsub(".*\\(|\\).*|[, ]+$", "", header), ", *")[[1]])
table <- matrix(readBin(file, "double", prod(shape)), ncol = shape[1])
close(file)
x <- t(table[-shape[2], , drop = FALSE])
y <- table[shape[2], ]
rm(table)
family <- if (argument[2] == "logistic") "binomial" else "gaussian"

used <- 0
for (thresh in 10^-seq(2, 14, 2)) {
    began <- proc.time()[["elapsed"]]
    fit <- glmnet(x, y, family = family, alpha = 0, lambda = l2, standardize = FALSE, intercept = FALSE,
                  thresh = thresh, maxit = 1e7)
    seconds <- proc.time()[["elapsed"]] - began
    used <- used + seconds
    answer <- sprintf("%s/glmnet thresh %.0e.txt", argument[4], thresh)
    write(format(as.vector(fit$beta), digits = 17), answer, ncolumns = 1)
    cat(sprintf('{"solver": "glmnet", "setting": "thresh %.0e", "seconds": %.4g, "w": "%s"}\n', thresh, seconds, answer))
    if (used > budget) break
}
