// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace carnet::cli {

/// Where a command's words go: the standard streams of this process, or those of a caller behind the local socket.
class Streams {
public:
    virtual ~Streams() = default;

    virtual void writeOut(const QByteArray& bytes) = 0;
    virtual void writeError(const QByteArray& bytes) = 0;
    /// Hands on what is buffered. False where standard output cannot be written.
    virtual bool flush() = 0;
    /// Whether a person watches standard error, so that progress may be shown there.
    virtual bool errorIsTerminal() const = 0;
};

/// This process's own.
class StandardStreams final : public Streams {
public:
    void writeOut(const QByteArray& bytes) override;
    void writeError(const QByteArray& bytes) override;
    bool flush() override;
    bool errorIsTerminal() const override;
};

} // namespace carnet::cli
