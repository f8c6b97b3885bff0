# banach.3 from the headers: what each of them says of itself, and the calls that it declares.
#   awk -f overview.awk -v version=X banach.h main.c
# banach.h names the headers in the order in which to read them; main.c is the example.

# As troff reads it back.
function plain(text)
{
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    gsub(/'/, "\\(aq", text)
    gsub(/`/, "\\(ga", text)
    gsub(/\^/, "\\(ha", text)
    gsub(/~/, "\\(ti", text)
    return (text ~ /^\./ ? "\\&" : "") text
}

# A line of a comment, margin columns of it taken away: what is still indented stays as it is.
function say(line, margin)
{
    line = substr(line, margin + 1)
    if (line ~ /^ / && !still)
        print ".RS 4\n.EX"
    if (line !~ /^ / && still)
        print ".EE\n.RE"
    still = line ~ /^ /
    print line == "" ? ".PP" : plain(still ? substr(line, 5) : line)
}

# The first comment of a file, and its calls.
function describe(file,    line, inside, done, call)
{
    while ((getline line < file) > 0) {
        if (!done && (inside || line ~ /^\/\* /)) {
            done = sub(/ *\*\/$/, "", line)
            say(line, 3)
            inside = 1
            if (done && still)
                say("", 0)
        } else if (call != "" || line ~ /^BN_API /) {
            if (call == "" && !calls++)
                print ".PP\n.nf"
            call = line
            sub(/^BN_API /, "", line)
            sub(/; +\/\*.*/, ";", line)
            print plain(line)
            if (line ~ /;$/)
                call = ""
        }
    }
    close(file)
    if (calls)
        print ".fi"
    calls = 0
}

BEGIN {
    folder = ARGV[1]
    sub(/[^\/]*$/, "", folder)
    print ".TH BANACH 3 \"\" \"banach " version "\" \"Library Functions\""
    print ".SH NAME\nbanach \\- from a data file to a certified answer"
    print ".SH SYNOPSIS\n.B #include <banach/banach.h>\n.PP\n.B cc file.c $(pkg\\-config \\-\\-cflags \\-\\-libs banach)"
    print ".SH DESCRIPTION"
    describe(ARGV[1])
    while ((getline line < ARGV[1]) > 0)
        if (match(line, /<banach\/.*>/)) {
            header = substr(line, RSTART + 8, RLENGTH - 9)
            print ".SH \"banach/" header "\""
            describe(folder header)
        }
    print ".SH EXAMPLE\n.EX"
    while ((getline line < ARGV[2]) > 0)
        print plain(line)
    print ".EE\n.SH \"SEE ALSO\"\n.BR banach (1)"
    print ".PP\nThe headers are the manual of every call: units, ranges, errors, who owns what."
}
