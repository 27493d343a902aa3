using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Bosh.AspNetCore.Tests.House;

/// <summary>CONFORMANCE.md is true as far as a test can see: every row is whole, and what it names is there.</summary>
public sealed partial class ConformanceTests
{
    private static readonly string[] Levels =
        ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "OPTIONAL", "RECOMMENDED", "NOT RECOMMENDED", "plain", "schema"];

    private static readonly IReadOnlyList<ConformanceRow> Rows = ConformanceRow.ReadAll();

    [Fact]
    public void Every_row_is_whole()
    {
        Assert.NotEmpty(Rows);
        Assert.All(Rows, row =>
        {
            Assert.True(row.Cells.Length == 5 && row.Cells.All(c => c.Length > 0), $"A cell is missing or empty: {string.Join(" | ", row.Cells)}");
            Assert.Contains(row.Level, Levels, StringComparer.Ordinal);
        });
    }

    [Fact]
    public void Ids_are_those_of_the_section_and_count_from_1()
    {
        foreach (IGrouping<string, ConformanceRow> section in Rows.GroupBy(r => $"{r.Xep}-{r.Section}", StringComparer.Ordinal))
        {
            Assert.Equal(
                Enumerable.Range(1, section.Count()).Select(n => string.Create(CultureInfo.InvariantCulture, $"{section.Key}-{n}")),
                section.Select(row => row.Id),
                StringComparer.Ordinal);
        }
    }

    [Fact]
    public void No_id_is_there_twice() => Assert.Empty(Rows.GroupBy(r => r.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void Every_row_names_tests_and_they_exist()
    {
        HashSet<string> tests = Tests();
        Assert.All(Rows, row =>
        {
            string[] named = [.. InBackticks().Matches(row.Test).Select(m => m.Groups["text"].Value)];
            Assert.True(named.Length > 0, $"{row.Id} names no test.");
            Assert.True(InBackticks().Replace(row.Test, "").Trim().Length == 0, $"{row.Id} says more than the names of tests: {row.Test}");
            Assert.All(named, test => Assert.True(tests.Contains(test), $"{row.Id} names a test that does not exist: {test}"));
        });
    }

    [Fact]
    public void Nothing_is_left_to_be_done() => Assert.All(Rows, row => Assert.DoesNotContain("not done", row.How, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Every_file_that_is_named_exists()
        => Assert.All(Rows, row => Assert.All(
            InBackticks().Matches(row.How).Select(m => m.Groups["text"].Value).Where(name => name.EndsWith(".cs", StringComparison.Ordinal)),
            name => Assert.True(File.Exists(Path.Combine(Repository.Library, name)), $"{row.Id} names a file that does not exist: {name}")));

    /// <summary>All tests of all test projects, as class and method, read from the sources: this project does not know the others.</summary>
    private static HashSet<string> Tests()
    {
        HashSet<string> tests = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.TestFolder, ".."), "*Tests.cs", SearchOption.AllDirectories))
        {
            bool isTest = false;
            foreach (string line in File.ReadLines(file))
            {
                isTest |= TestAttribute().IsMatch(line);
                if (isTest && Method().Match(line) is { Success: true } method)
                {
                    tests.Add($"{Path.GetFileNameWithoutExtension(file)}.{method.Groups["name"].Value}");
                    isTest = false;
                }
            }
        }

        return tests;
    }

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InBackticks();

    [GeneratedRegex(@"^\s*\[(Fact|Theory)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"^\s*public (async )?(Task|ValueTask|void) (?<name>\w+)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Method();
}
