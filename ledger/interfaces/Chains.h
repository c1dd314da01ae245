// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Request.h"

#include <QDateTime>
#include <QStringList>
#include <QVector>

class QObject;

namespace carnet::interfaces {

/// One hash chain: what one station wrote.
struct ChainRow {
    QString chain; ///< "chn-…"
    QString clinicName;
    QString stationName;
    bool own = false; ///< this station's
    quint64 blocks = 0;
    quint64 entries = 0;
    QString head;             ///< "blk-…" of the newest block
    QString root;             ///< hex, of the RFC 9162 tree after it
    qint64 verifiedUpTo = -1; ///< height up to which everything was verified from the disk; -1 for none
    QString state;            ///< "active", "forked", "retired"
};

/// One block in a list.
struct BlockRow {
    quint64 height = 0;
    QString hash; ///< "blk-…"
    quint64 entries = 0;
    quint64 firstLeaf = 0; ///< index of its first entry in the chain's tree
};

struct BlockEntryRow {
    QString entryId;
    QString type;   ///< "record.add"
    QString author; ///< name, or the key where the name is not known
    QDateTime claimedTime;
    QString state; ///< "valid", "void (role)", …
    int partsHeld = 0;
    int parts = 0;
};

struct BlockDetails {
    QString chain;
    quint64 height = 0;
    QString hash;
    QString previousHash; ///< empty for the first
    QDateTime time;       ///< claimed by the station
    quint64 treeSize = 0;
    QString root;
    bool signatureOk = false;
    QVector<BlockEntryRow> entries;
};

/// Something that does not follow the rules, in words.
struct FaultRow {
    QString chain;
    QString clinicName;
    quint64 height = 0;
    QString what;         ///< a sentence
    QStringList patients; ///< whose entries stand in the block, as far as this person may know them
    QString nextStep;     ///< a sentence
};

struct VerificationSummary {
    bool complete = true; ///< false where it was stopped
    qint64 chains = 0;
    qint64 blocks = 0;
    qint64 entries = 0;
    qint64 signatures = 0;
    qint64 voidEntries = 0; ///< do not count, and are shown so; no fault of the ledger
    double seconds = 0;
    QVector<FaultRow> faults;
};

/// The ledger as such. Threads and contexts as in Ledger.h; errors of all: "locked", "no-right".
class Chains {
public:
    virtual ~Chains() = default;

    virtual Request chains(QObject* context, Answer<QVector<ChainRow>> answer) = 0;

    /// Blocks of a chain from a height on, at most `count`.
    virtual Request blocks(QObject* context, const QString& chain, quint64 fromHeight, int count,
                           Answer<QVector<BlockRow>> answer) = 0;

    virtual Request block(QObject* context, const QString& chain, quint64 height,
                          Answer<BlockDetails> answer) = 0;

    /// Verifies everything from the bytes on the disk, on a thread of its own; `full` every sealed part and page too. Request::stop() ends
    /// it early.
    virtual Request verify(QObject* context, bool full, OnProgress progress,
                           Answer<VerificationSummary> answer) = 0;
};

} // namespace carnet::interfaces
