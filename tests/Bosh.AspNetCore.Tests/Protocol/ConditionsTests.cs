using System.Text;
using Bosh.AspNetCore.Protocol;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class ConditionsTests
{
    [Fact]
    public void Apps_have_the_same_conditions()
        => Assert.Equal(
            Enum.GetValues<Condition>().Where(condition => condition != Condition.None).Select(condition => $"{condition} {(int)condition}"),
            Enum.GetValues<BoshCondition>().Select(condition => $"{condition} {(int)condition}"),
            StringComparer.Ordinal);

    [Fact]
    public void Every_condition_of_the_specification_has_its_name()
        => Assert.Equal(
            [
                "", "bad-request", "host-gone", "host-unknown", "improper-addressing", "internal-server-error", "item-not-found", "other-request",
                "policy-violation", "remote-connection-failed", "remote-stream-error", "see-other-uri", "system-shutdown", "undefined-condition",
            ],
            Enum.GetValues<Condition>().Select(condition => Encoding.ASCII.GetString(condition.Name())),
            StringComparer.Ordinal);

    [Fact]
    public void Clients_that_sent_a_version_get_200_always()
        => Assert.All(Enum.GetValues<Condition>(), condition => Assert.Equal(200, condition.StatusCode(isLegacy: false)));

    [Fact]
    public void Legacy_clients_get_400_403_and_404()
    {
        Assert.Equal(400, Condition.BadRequest.StatusCode(isLegacy: true));
        Assert.Equal(403, Condition.PolicyViolation.StatusCode(isLegacy: true));
        Assert.Equal(404, Condition.ItemNotFound.StatusCode(isLegacy: true));
        Assert.All(
            Enum.GetValues<Condition>().Except([Condition.BadRequest, Condition.PolicyViolation, Condition.ItemNotFound]),
            condition => Assert.Equal(200, condition.StatusCode(isLegacy: true)));
    }
}
