// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Streams.h"

#include <cstdio>
#ifdef Q_OS_WIN
#include <io.h>
#else
#include <unistd.h>
#endif

namespace carnet::cli {

namespace {

void print(std::FILE* stream, const QByteArray& bytes)
{
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
}

} // namespace

void StandardStreams::writeOut(const QByteArray& bytes)
{
    print(stdout, bytes);
}

void StandardStreams::writeError(const QByteArray& bytes)
{
    print(stderr, bytes);
    std::fflush(stderr);
}

bool StandardStreams::flush()
{
    return std::fflush(stdout) == 0 && !std::ferror(stdout);
}

bool StandardStreams::errorIsTerminal() const
{
#ifdef Q_OS_WIN
    return _isatty(_fileno(stderr)) != 0;
#else
    return isatty(fileno(stderr)) != 0;
#endif
}

} // namespace carnet::cli
