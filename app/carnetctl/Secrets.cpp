// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Secrets.h"

#include <QFile>
#include <cstdio>
#include <iostream>
#include <string>
#ifdef Q_OS_WIN
#include <io.h>
#include <windows.h>
#else
#include <termios.h>
#include <unistd.h>
#endif

namespace carnet::cli {

namespace {

constexpr int kMaxLineBytes = 1'024;

/// Turns the terminal's echo off while it lives.
class NoEcho {
public:
    NoEcho()
    {
#ifdef Q_OS_WIN
        m_handle = GetStdHandle(STD_INPUT_HANDLE);
        GetConsoleMode(m_handle, &m_mode);
        SetConsoleMode(m_handle, m_mode & ~static_cast<DWORD>(ENABLE_ECHO_INPUT));
#else
        tcgetattr(STDIN_FILENO, &m_old);
        termios quiet = m_old;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
#endif
    }
    ~NoEcho()
    {
#ifdef Q_OS_WIN
        SetConsoleMode(m_handle, m_mode);
#else
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_old);
#endif
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;

private:
#ifdef Q_OS_WIN
    HANDLE m_handle = nullptr;
    DWORD m_mode = 0;
#else
    termios m_old{};
#endif
};

bool standardInputIsTerminal()
{
#ifdef Q_OS_WIN
    return _isatty(_fileno(stdin)) != 0;
#else
    return isatty(STDIN_FILENO) != 0;
#endif
}

Result<crypto::SecretBytes> secretOf(QByteArray line)
{
    while (line.endsWith('\n') || line.endsWith('\r')) {
        line.chop(1);
    }
    if (line.isEmpty()) {
        return failure(ErrorKind::Refused, "empty-password",
                       "The password or PIN is empty. Its file's first line must hold it.");
    }
    if (line.size() > kMaxLineBytes) {
        return failure(ErrorKind::Refused, "long-password",
                       "The password or PIN is longer than 1,024 bytes.");
    }
    crypto::SecretBytes secret = crypto::SecretBytes::fromView(ByteView(
        reinterpret_cast<const std::uint8_t*>(line.constData()), static_cast<std::size_t>(line.size())));
    line.fill('\0');
    return secret;
}

} // namespace

StandardSecrets::StandardSecrets(const Arguments& arguments) : m_arguments(arguments) {}

Result<crypto::SecretBytes> StandardSecrets::read(const QString& option, const QString& prompt)
{
    if (!m_arguments.has(option)) {
        if (!standardInputIsTerminal()) {
            return failure(
                ErrorKind::Usage, "usage",
                QStringLiteral(
                    "A password or PIN is needed: give --%1 FILE (its first line is read), or - for standard input.")
                    .arg(option)
                    .toStdString());
        }
        std::cerr << prompt.toStdString() << ": " << std::flush;
        std::string line;
        {
            const NoEcho quiet;
            std::getline(std::cin, line);
        }
        std::cerr << '\n';
        return secretOf(QByteArray::fromStdString(line));
    }
    const QString path = m_arguments.value(option);
    if (path == QLatin1String("-")) {
        return readStandardInput(option);
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::Unavailable, "no-file",
                       QStringLiteral("The file %1 with the password or PIN cannot be read: %2.")
                           .arg(path, file.errorString())
                           .toStdString());
    }
    return secretOf(file.readLine(kMaxLineBytes + 3));
}

Result<crypto::SecretBytes> StandardSecrets::readStandardInput(const QString& option)
{
    if (!m_standardInputRead) {
        m_standardInputRead = true;
        for (const QString& name : m_arguments.order) {
            if (m_arguments.value(name) == QLatin1String("-") && name.endsWith(QLatin1String("-file"))) {
                std::string line;
                std::getline(std::cin, line);
                m_standardInputLines.insert(name, QByteArray::fromStdString(line));
            }
        }
    }
    return secretOf(m_standardInputLines.value(option));
}

} // namespace carnet::cli
