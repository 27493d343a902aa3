using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

public sealed class ConfirmedStanzasTests
{
    [Fact]
    public void In_whatever_order_they_come_the_first_that_are_all_there_count()
    {
        var random = new Random(1);
        for (int play = 0; play < 1000; play++)
        {
            var confirmed = new ConfirmedStanzas();
            var has = new HashSet<int>();
            for (int step = 0; step < 30; step++)
            {
                var run = new StanzaRun(random.Next(1, 5), random.Next(0, 30));
                confirmed.Add(run);
                has.UnionWith(run.First == 0 ? [] : Enumerable.Range(run.First, run.Elements));
                Assert.Equal(Enumerable.Range(1, 100).First(n => !has.Contains(n)) - 1, confirmed.Count);
            }
        }
    }

    [Theory]
    [InlineData("1,2,3", "3@1")]
    [InlineData("0,0,1,2,0,4,5", "2@0 2@1 1@0 2@4")]
    [InlineData("3,5,6", "1@3 2@5")]
    public void Runs_are_elements_that_follow_each_other(string numbers, string expected)
    {
        List<StanzaRun> runs = [];
        foreach (string number in numbers.Split(','))
        {
            StanzaRun.Add(runs, int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Equal(expected, string.Join(' ', runs.Select(run => $"{run.Elements}@{run.First}")));
    }
}
