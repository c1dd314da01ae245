// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/FhirValidator.h"
#include "ledger/record/ImportPlan.h"
#include "ledger/record/JsonScanner.h"

#include <QByteArray>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QtTest>
#include <utility>
#include <vector>

/// What the tests of the FHIR half share.
namespace carnet::record::test {

/// JSON as a reader of the tests wants it: 'single' quotes in place of double ones.
inline std::string json(std::string text)
{
    for (char& c : text) {
        c = c == '\'' ? '"' : c;
    }
    return text;
}

inline QByteArray show(std::string_view text)
{
    return {text.data(), static_cast<int>(text.size())};
}

/// Files of one import, which keep their bytes while the plan lives.
class Files {
public:
    Files& add(std::string name, std::string text)
    {
        m_files.emplace_back(std::move(name), std::move(text));
        return *this;
    }
    ImportPlan plan(const PlanLimits& limits = {}) const
    {
        ImportSet set({}, limits);
        for (const auto& [name, text] : m_files) {
            set.add(name, viewOf(text));
        }
        return std::move(set).plan();
    }

private:
    std::vector<std::pair<std::string, std::string>> m_files;
};

/// The real data, or an empty path where it is absent. With CI=true its absence fails the test.
inline QString dataFolder()
{
    const QString folder = qEnvironmentVariable("CARNET_TEST_DATA", QStringLiteral(CARNET_TEST_DATA_DEFAULT));
    if (QDir(folder).exists()) {
        return folder;
    }
    if (qEnvironmentVariable("CI") == QLatin1String("true")) {
        qFatal("The test data is absent: set CARNET_TEST_DATA.");
    }
    qWarning("The test data is absent (CARNET_TEST_DATA): what needs real files is tested with made ones.");
    return {};
}

/// Every FHIR JSON and NDJSON file of the real data, sorted by path.
inline QStringList dataFiles()
{
    QStringList files;
    const QString folder = dataFolder();
    if (folder.isEmpty()) {
        return files;
    }
    QDirIterator each(folder, {QStringLiteral("*.json"), QStringLiteral("*.ndjson")}, QDir::Files,
                      QDirIterator::Subdirectories);
    while (each.hasNext()) {
        const QString path = each.next();
        if (QFileInfo(path).dir() != QDir(folder)) { // the mapping's example beside the folders is no data
            files << path;
        }
    }
    files.sort();
    return files;
}

inline std::string readFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", qPrintable(path));
    }
    return file.readAll().toStdString();
}

} // namespace carnet::record::test
