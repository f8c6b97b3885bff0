# glmnet by the rules of the comparison (peer.h): DATA.npy LOSS L2 FOLDER BUDGET.
suppressMessages(library(glmnet))
argument <- commandArgs(trailingOnly = TRUE)
if (identical(argument, "version")) {
    cat(format(packageVersion("glmnet")), "\n")
    quit()
}
l2 <- as.numeric(argument[3])
budget <- as.numeric(argument[5])

# The header of an NPY file: magic, version, the length of a Python dict, the dict.
file <- file(argument[1], "rb")
invisible(readBin(file, "raw", 8))
header <- rawToChar(readBin(file, "raw", readBin(file, "integer", size = 2, endian = "little")))
shape <- as.numeric(strsplit(gsub(".*\\(|\\).*|[, ]+$", "", header), ", *")[[1]])
table <- matrix(readBin(file, "double", prod(shape)), ncol = shape[1])
close(file)
x <- t(table[-shape[2], , drop = FALSE])
y <- table[shape[2], ]
rm(table)
family <- if (argument[2] == "logistic") "binomial" else "gaussian"
# glmnet divides y by its root mean square, the loss by the square of that and the penalty by that alone.
lambda <- if (family == "gaussian") l2 * sqrt(mean(y^2)) else l2

clock <- function() as.numeric(Sys.time())
solve <- function(x, y, thresh) {
    glmnet(x, y, family = family, alpha = 0, lambda = lambda, standardize = FALSE, intercept = FALSE,
           thresh = thresh, maxit = 1e7)
}
few <- seq(1, length(y), length(y) %/% 500 + 1)
invisible(solve(x[few, , drop = FALSE], y[few], 1e-2)) # what R does only once
used <- 0
for (thresh in 10^-seq(1, 16)) {
    began <- clock()
    fit <- solve(x, y, thresh)
    seconds <- clock() - began
    used <- used + seconds
    answer <- sprintf("%s/glmnet thresh %.0e.txt", argument[4], thresh)
    write(format(as.vector(fit$beta), digits = 17), answer, ncolumns = 1)
    cat(sprintf('{"solver": "glmnet", "setting": "thresh %.0e", "seconds": %.4g, "w": "%s"}\n', thresh, seconds, answer))
    if (used > budget) break
}
