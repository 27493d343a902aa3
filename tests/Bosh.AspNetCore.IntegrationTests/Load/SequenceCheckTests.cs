using Bosh.FaultProxy.Numbering;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class SequenceCheckTests
{
    [Theory]
    [InlineData("", 0, 0, 0)]
    [InlineData("0 1 2 3", 4, 0, 0)]
    [InlineData("0 1 3", 3, 0, 0)] // 2 is not there
    [InlineData("3", 1, 0, 0)]
    [InlineData("0 1 1 2", 3, 1, 0)]
    [InlineData("0 0 0", 1, 2, 0)]
    [InlineData("0 2 1 3", 4, 0, 1)]
    [InlineData("3 2 1 0", 4, 0, 3)]
    [InlineData("0 2 1 1", 3, 1, 1)] // late, and then once more
    [InlineData("0 3 3 1", 3, 1, 1)] // 2 is not there
    public void What_came_more_than_once_or_late_is_told_from_what_did_not_come(string numbers, long taken, long repeated, long reordered)
    {
        var check = new SequenceCheck();
        foreach (string number in numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            check.Take(long.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Equal((taken, repeated, reordered), (check.Taken, check.Repeated, check.Reordered));
    }

    [Fact]
    public void Any_arrivals_are_counted_as_a_set_counts_them()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var check = new SequenceCheck();
            var seen = new HashSet<long>();
            (long repeated, long reordered) = (0, 0);
            for (int i = 0; i < 50; i++)
            {
                long number = random.Next(30);
                reordered += !seen.Contains(number) && seen.Any(other => other > number) ? 1 : 0;
                repeated += seen.Add(number) ? 0 : 1;
                check.Take(number);
            }

            Assert.Equal((seen.Count, repeated, reordered), (check.Taken, check.Repeated, check.Reordered));
        }
    }
}
